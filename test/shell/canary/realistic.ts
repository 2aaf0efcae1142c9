// Scripts as people and agents write them, with canaries for programs, mutated at the signs that mean something to the shell.

import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";

const SCRIPTS = [
  "cd d1 && zq1 --fix && cd .. && zq2 .",
  'for f in a b "c d"; do zq1 "$f" > "$f.out"; done',
  'for x in 1 2 3; do zq1 $x || break; done; zq2 "$x"',
  "zq1 -n 10 file | zq2 -v '^#' | zq3 > out 2>&1",
  'if [ -d d1 ]; then cd d1; zq1; else zq2 "no d1"; fi; zq3',
  'x=$(zq1 -p); [ -n "$x" ] && zq2 "$x"',
  'x="a b"; y=${x%% *}; zq1 "$y" $x',
  "zq1 <<EOF\nline one\n  $x and $(zq2)\nEOF\nzq3",
  "cat > out <<'EOF'\n$(zq9) `zq9` $x\nEOF\nzq1 out",
  "zq1 a b \\\n  --long c \\\n  > out && zq2",
  "set -e; zq1; zq2 || zq3; (cd d1; zq4); zq5",
  'f() { local x=$1; shift; zq1 "$x" "$@"; }; f a b c; zq2 "$x"',
  'while read -r x y; do zq1 "$x"; done <<< "a b"',
  'case "$1" in a|b) zq1;; "") zq2 none;; *) zq3;; esac',
  "export A=1 n=2; zq1; A=3 zq2; zq3 $n",
  "(zq1; zq2) | zq3 & wait; zq4",
  "{ zq1; zq2 2>/dev/null; } > out 2>&1; zq3 < out",
  "[[ -f out && ! -d d2 ]] && zq1 || zq2",
  'a=(one "two three" four); zq1 "${a[@]}" ${#a[@]} "${a[1]}"',
  'n=0; while (( n < 3 )); do zq1 $n; (( n++ )); done; zq2 "$n"',
  "trap 'zq9 bye' EXIT; zq1; cd d2; zq2",
  "zq1 $(zq2 a | zq3) \"$(cat <<'E'\nx y\nE\n)\" b",
  'bash_x=1 zq1; eval "zq2 a b"; eval \'zq3 "$x"\'',
  'x=${1:-def}; y=${x:+set}; zq1 "$x" "$y" ${z-un set}',
  "zq1 {a,b}.{c,d} file{1..3} '{x,y}' \"{p,q}\"",
  "zq1 'it'\\''s' \"say \\\"hi\\\"\" $'tab\\there' a\\ b",
  "pushd d1 >/dev/null; zq1; popd >/dev/null; zq2",
  "if zq1; then zq2; elif zq3; then zq4; else zq5; fi",
  "zq1 && { zq2; exit 1; } || zq3; zq4",
  "until zq1; do zq2; break; done; time zq3",
  'printf -v x "%s" abc; zq1 "$x"; read -r y <<< "q r"; zq2 "$y"',
  "unset x; x+=a; x+=b; declare -i n=3; readonly y=1; zq1 $x $n $y",
  "exec 3>out; zq1 >&3; exec 3>&-; zq2",
  'cd "$PWD/d1" || exit; zq1; cd - >/dev/null; zq2 ~ ~/x',
  "zq1 # comment $(zq9)\nzq2 a#b '#c' # $(zq9)",
  'zq1 "${x//a/b}" "${x^^}" "${x:0:1}" "${#x}"; zq2',
  "for ((n = 0; n < 2; n++)) do zq1 $n; done; ! zq2; zq3 $?",
  'zq1 <(zq2 a) >(zq3 b); zq4 <<< "$(zq5)"',
  'set -- a \'b c\' d; zq1 "$#" "$*" $2; shift; zq2 $1',
  "IFS=: ; x=a:b:c; zq1 $x; IFS=' '; zq2 $x",
] as const;

/** Signs, and what may stand in their place. */
const SWAPS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/;/, ["&", "|", "\n", "&&", "||", ";;", " ; "]],
  [/&&/, ["||", ";", "&", "|", "\n"]],
  [/\|/, ["||", "|&", ";", "&", ">"]],
  [/"/, ["'", "", '\\"', '$"', "`"]],
  [/'/, ['"', "", "\\'", "$'", "`"]],
  [/\$\(/, ["`", "$((", "${", "(", "<("]],
  [/>/, [">>", ">|", "<", "&>", ">&", "<>", "2>"]],
  [/\$/, ["", "\\$", "$$", "${x}", "~"]],
  [/\n/, ["", " ", ";", "\n\n", "\\\n"]],
  [/ /, ["", "\t", "  ", "\\ ", "\n", "\\\n"]],
  [/[{}]/, ["(", ")", "{", "}", ""]],
];

/** One of the scripts, as it stands or changed; often two in a row. */
export function realistic(source: Random): string {
  let text: string = source.pick(SCRIPTS);
  if (source.chance(0.4)) text += source.pick(["\n", "; ", " && ", " | ", " & "]) + source.pick(SCRIPTS);
  if (source.chance(0.2))
    text = source.pick([`(${text})`, `{ ${text}\n}`, `x=$(${text}\n); zq7 "$x"`, `f() {\n${text}\n}; f a b`, `zq8 "$(${text}\n)"`]);
  for (let times = source.below(3); times > 0; times -= 1) text = swap(source, text);
  return source.chance(0.3) ? mutate(source, text) : text;
}

/** Another sign in the place of one. */
function swap(source: Random, text: string): string {
  const [sign, others] = SWAPS[source.below(SWAPS.length)] ?? [/;/, ["\n"]];
  const places = [...text.matchAll(new RegExp(sign, "g"))];
  const place = places[source.below(places.length)];
  if (!place) return text;
  return text.slice(0, place.index) + (others[source.below(others.length)] ?? "") + text.slice(place.index + place[0].length);
}
