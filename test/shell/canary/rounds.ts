// Scripts that change the shell while they run: what is used, then changed, and used again - in the next round of a loop, behind a function's call,
// in a trap, in a branch. A use is judged by what an earlier one left only where nothing came in between.

import type { Random } from "./random.ts";

const STARTS = [
  "set -- a zq7 'b c'",
  "set -- a zq7 'b c'",
  "x=a y='b c'",
  'f() { zq1 f "$1"; }',
  "zq5() { :; }",
  "zq5() { zq2 own; }; x=zq6",
  "cd d1",
  "a=(a 'b c')",
  "x=a:b",
  "set -e",
  "export A=1 n=2",
  "declare -i n=3",
  "declare -i x=3",
  "readonly x=r",
  "exec 3>&2",
  "n=1; set -- $n",
] as const;

const USES = [
  'zq3 "$1"',
  'zq3 $1 "$2"',
  'zq4 "$@"',
  'zq4 $# "$*"',
  'zq4 "$x" $x',
  "zq4 ${x%:*} \"${x#*'*'}\"",
  "f",
  'f "$1"',
  "zq5 a",
  "zq6",
  "(cd d2; zq7)",
  'zq6 ${a[0]} "${a[@]}" ${#a[@]}',
  "zq7 {b,$x}c",
  "zq7 $x{,b} $y{1..2}",
  'zq8 "$(echo "<$1>")" $(printf %s "$x")',
  'zq8 "$(echo $((n + 1)))" $n',
  'for k; do zq2 "$k"; done',
  'for k in "$x" $x; do zq2 "$k"; done',
  "zq1 && zq2 || zq3",
  "(zq9 | zq8)",
  'eval "zq3 $1"',
  'zq3 ~ x=~ "$PWD"',
] as const;

const CHANGES = [
  "shift",
  "shift 2",
  "set -- c",
  'set -- "$2" d',
  "set -",
  "x=b",
  "x+=c",
  "x=",
  "unset x",
  "unset -f zq5",
  "unset zq5 f",
  "f() { zq2 g; }",
  "zq5() { zq1 new; }",
  "cd ..",
  "cd d2",
  "CDPATH=d1",
  "IFS=:",
  "a=(c)",
  "a+=(d)",
  "a[0]=z",
  "set +e",
  "set -f",
  "set -u",
  "shopt -s lastpipe",
  "read x <<< k",
  "printf -v x %s k",
  "export x=e",
  "n=5",
  "((n++))",
  "local x=l",
  "local x",
  "declare -a x",
  "typeset -i x",
  "readonly x",
  "declare -g x=d",
  "read x <<< 'a[$(zq9)]'",
  "printf -v x %s 'a[$(zq9)]'",
  "for x in q 'a[$(zq9)]'; do :; done",
  ": ${x:='a[$(zq9)]'}",
  "pushd d1",
  "y=$x",
  "mapfile -t a <<< q",
] as const;

/** What a change stands in. */
const WRAPS: readonly ((change: string) => string)[] = [
  (change) => change,
  (change) => change,
  (change) => change,
  (change) => `{ ${change}; }`,
  (change) => `(${change})`,
  (change) => `eval '${change}'`,
  (change) => `command ${change}`,
  (change) => `if zq0; then ${change}; fi`,
  (change) => `zq0 && ${change}`,
  (change) => `[ -z "$n" ] || ${change}`,
  (change) => `h() { ${change}; }; h "$@"`,
  (change) => `h() { ${change}; return; }; h q`,
  (change) => `case $1 in a) ${change};; esac`,
  (change) => `zq0 | ${change}`,
  (change) => `for k in 1 2; do ${change}; done`,
  (change) => `y=$(${change})`,
];

/** What runs twice, or later. */
const LOOPS: readonly ((body: string) => string)[] = [
  (body) => `for r in 1 2; do ${body}; done`,
  (body) => `while ((r++ < 2)); do ${body}; done`,
  (body) => `until ((r++ > 1)); do ${body}; done`,
  (body) => `for ((r = 0; r < 2; r++)); do ${body}; done`,
  (body) => `while [ $# -gt 0 ] && ((r++ < 3)); do ${body}; done`,
  (body) => `w() { ${body}; }; w "$@"; w z`,
  (body) => `for r in 1 2; do { ${body}; } 2>/dev/null; done`,
  (body) => `for r in 1 2; do if zq0; then ${body}; else zq9; fi; done`,
  (body) => `${body}; ${body}`,
  (body) => body,
];

/** What leaves a round before its end. */
const LEAVES = ['[ -n "$1" ] || continue', "zq0 && break", "zq9 || return", "case $x in a) continue;; esac"] as const;

/** A start, then uses and changes, most of them twice. */
export function rounds(source: Random): string {
  const pick = <T>(choices: readonly T[]): T => choices[source.below(choices.length)] as T;
  const step = (depth: number): string => {
    if (depth > 0 && source.chance(0.15)) return pick(LOOPS)(steps(depth - 1));
    if (source.chance(0.07)) return pick(LEAVES);
    return source.chance(0.5) ? pick(USES) : pick(WRAPS)(pick(CHANGES));
  };
  const steps = (depth: number): string => Array.from({ length: 2 + source.below(3) }, () => step(depth)).join("; ");
  const text = [pick(STARTS), ...(source.chance(0.4) ? [pick(STARTS)] : []), pick(LOOPS)(steps(1))].join("; ");
  return source.chance(0.5) ? `${text}; ${pick(USES)}` : text;
}
