// Words against the real bash: where the analysis knows what a program gets, bash gives it the same.

import { describe, expect, it } from "vitest";
import { wronglyKnown } from "./in-bash.ts";

const TRIMMED = ["", "a b", "a.b.c", "*", "a*b", "a/b/c", "~", "/home/u/a", "-a-", "**"];
// biome-ignore format: a list of fragments
const PATTERNS = ["*", "\\*", "'*'", '"*"', '""*', "''", ".*", '"."*', "'.*'", "*.", "*'.'", "a*", "\\a*", "*\\b", "*/", '"*/"', "*/*", "\\**", "$p", '"$p"', '"$p"*', "$q", '"$q"', "$q*", '${p:-"*"}', '${z:-"*"}', "${z:-*}", "~", '"~"', "~/*", "\\ *", "[a]*", "?*", "@(a)*"];

const VALUES = ["", "a b", "*x", "-n", "a\\b", "$x", "1"];
// biome-ignore format: a list of fragments
const WORDS = ["{1..10..3}", "{01..3}", "{-1..1}", "{a,b}{c,d}", "{,x}", "a{b}c", "{a,{b,c}d}", "$x{a,b}", "$x{1..2}", "${x}{a,b}", "\\{a,b}", "{a\\,b}", '{a,"b,c"}', "{a,b", "{1..2}{3..4}", "{A..c}", "{a,b}$x", "~{a,b}", "{~,a}", "$x_{a,b}", "$1{a,b}", "$?{a,b}", '"$x"$y', '$x"$y"', "~/a", "a=~", "a=~:~/b", "a=b:~", '"a"=~', "\\~", '"~"', "$'a\\tb'", '$"a b"', "'a'\\''b'", '"\\a\\$x"', "${x:-a b}", "${x:+a b}", "${z:-a b}", "${z-a b}", "${n:-a b}", "${z:-'a b'}", "${z+a}", "${n+a}", "${n:+a}", "${n?}", "${z:?e}", "${q:=b}", "${#x}", "${#n}", "${x:1}", "${x^^}", "${x[0]}", '"${x[@]}"', "$((1+2))", "$((010))", "$((08))", "$((x))", "$((a++))$a", "$((1/0))", "b$n", "b$z", "${x:1/0}b"];
const USES: readonly ((word: string) => string)[] = [
  (word) => `v ${word} k`,
  (word) => `y=${word}; v "$y" $y`,
  (word) => `set -- ${word}; v "$@" $# "$1" "$*"`,
  (word) => `set -- ${word} b; while [ $# -gt 0 ]; do v "$1"; shift; done`,
  (word) => `f() { v "$@" $1; }; f ${word}`,
  (word) => `for i in a ${word}; do v $i "$i"; done`,
  (word) => `v $(echo ${word}) "$(echo "b${word}")"`,
  (word) => `set -u; unset z; v "$(echo "b${word}")"`,
  (word) => `v "$(printf %s ${word})" "$(printf "${word}")"`,
  (word) => `v $(dirname ${word}) "$(basename "${word}")"`,
  (word) => `a=(${word}); a+=(${word}); v "\${a[@]}" \${#a[@]}`,
  (word) => `declare y=${word}; x+=${word}; v "$y" "$x"`,
];

// biome-ignore format: a list of fragments
const STARTS = ["a=(k 'l m')", "a=()", "a=([2]=q r)", "a=s", "a='s t'", "declare -A a=([k]=v)", "declare -i a=3", "readonly a=r", "export a=e", "unset a", "set -- p 'q r'; a=$1", "f() { v \"$a\"; a=f; }; a=o", "g() { local a=l; f; v \"$a\"; }; f() { a=m; }; a=o"];
// biome-ignore format: a list of fragments
const CHANGES = [":", "unset 'a[0]'", "a[1]=z", "a+=x", "a=z", "a+=(w)", "a=(${a[@]} d)", 'a=("${a[@]:1}")', "a[0]+=k", "unset a", "read -a a <<< 'u w'", "read a <<< z", "printf -v a q", "mapfile -t a <<< k", "readonly a", "export a", "export -n a", "declare -a a", "declare -i a", "declare +x a", "local a=3", "h() { local a; f; v \"$a\"; }; h", "h() { local -a a; v \"${a[@]}\"; }; h", "h() { declare -g a=d; }; h", "h() { export a=x; }; h", "a=n f", "a=n g", "a=n eval 'v \"$a\"'", "a=n v \"$a\"", "set -- \"${a[@]}\"", "set -- \"$2\" \"$1\"", "shift", "IFS=-", "for a in r t; do :; done", "for a; do :; done", "a=$a$a", "a=${a:=d}", "a=${a:+d}", "a=$((a=7))$a", "eval \"a='$a'\"", "a=$(a=b; echo $a)", "{ a=c; }", "(a=c)", ": | a=p", "false || a=o", "a='$p'", "a=*", "a=$*"];
const SHOWN = [
  'v "${a[@]}" ${a[*]}',
  'v $a "$a"',
  "v ${#a[@]} ${#a}",
  'v "${a[0]}" "${a[1]}"',
  'v "$@" $# "$*"',
  "f",
  'for i in "${a[@]}"; do v $i; done',
  'v "${a:-no}" ${a+set}',
  'b=$a; v "$b"',
];

describe.skipIf(process.platform === "win32")("what is known of a word is what bash makes of it", () => {
  it("where the end of a value is cut off", () => {
    const expansions = TRIMMED.flatMap((value) =>
      PATTERNS.flatMap((pattern) => ["#", "##", "%", "%%"].map((operator) => ({ value, of: `\${x${operator}${pattern}}` }))),
    );
    const texts = expansions.map(({ value, of }) => `p='*'; q=.; z=; x='${value}'; v "${of}"; y=${of}; v "$y"`);
    expect(wronglyKnown(texts, 0.3)).toEqual([]);
  });

  it.each(VALUES)("with a variable that holds '%s'", (value) => {
    const texts = WORDS.flatMap((word) => USES.map((use) => `x='${value}'; z=; ${use(word)}`));
    expect(wronglyKnown(texts, 0.3)).toEqual([]);
  });

  it.each(STARTS)("behind '%s' and one more change", (start) => {
    const texts = CHANGES.flatMap((change) => SHOWN.map((shown) => `${start}; ${change}; ${shown}`));
    expect(wronglyKnown(texts, 0.02)).toEqual([]);
  });
});
