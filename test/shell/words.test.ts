// What a program gets for a written word.

import { describe, expect, it } from "vitest";
import { rendered, START } from "./render.ts";
import { table } from "./table.ts";

table("quotes are removed", [
  [`echo 'a b' "c d" e\\ f`, "echo 'a b' 'c d' 'e f'"],
  [`r\\m x`, "rm x"],
  [`"r"'m' x`, "rm x"],
  [`$'\\x72m' x`, "rm x"],
  ["r\\\nm x", "rm x"],
  [`echo "" ''`, "echo '' ''"],
  [`echo "\\$x \\\`y\\\` \\z"`, "echo '$x `y` \\z'"],
  [`echo $"a b"`, "echo 'a b'"],
]);

table("a tilde stands for a folder where bash expands it", [
  ["ls ~ ~/x", "ls /home/u /home/u/x"],
  ["ls '~' \\~ a~ ~'/x'", "ls ~ ~ a~ ‹any›/x"],
  ["dd if=~/x --f=~/y", "dd if=/home/u/x --f=~/y"],
  ['X=~/a:~/b:c; echo "$X"', "echo /home/u/a:/home/u/b:c"],
  ["ls ~+ ~other", "ls /w ‹any›"],
  ["ls {~,~/x} {~' #',b}", "ls /home/u /home/u/x '‹any› #' b"],
  ["ls A=$'a'x=~ A='a':~", "ls A=ax=~ A=a:/home/u"],
  ["HOME=/h; ls ~", "HOME=/h ls /h"],
]);

table("braces are written out", [
  ["echo a{b,c}d", "echo abd acd"],
  ["echo {1..3} {03..1} {a..c} {1..7..3}", "echo 1 2 3 03 02 01 a b c 1 4 7"],
  ["echo {a,b{1,2}} x{,y}", "echo a b1 b2 x xy"],
  ["echo {'a b',\"c\"}", "echo 'a b' c"],
  ["{rm,-rf} x", "rm -rf x"],
  ["echo {} {a} stash@{0} @{u}..HEAD", "echo {} {a} stash@{0} @{u}..HEAD"],
  ["echo {a,$x}", "echo ‹any*›"],
  ["echo {x,{a..b}", "echo ‹any*›"],
  ["echo {1..99999}", "echo ‹any*›"],
  ["X={a,b}; echo $X", "echo {a,b}"],
  ["ls src/{a,b}/*.ts", "ls src/a/⟨*⟩.ts src/b/⟨*⟩.ts"],
]);

table("patterns are told from text", [
  ["ls *.c 'a*' a\\*", "ls ⟨*⟩.c a* a*"],
  ["ls [ab]? x", "ls ⟨[ab]⟩⟨?⟩ x"],
  ["ls [$x]", "ls ‹any*›"],
  ["X='*.c'; ls $X \"$X\"", "ls ⟨*⟩.c *.c"],
]);

table("known values are folded", [
  ['F=a.txt; cat $F "$F" ${F} $F.bak', "cat a.txt a.txt a.txt a.txt.bak"],
  ["F='a b'; cat $F \"$F\"", "cat a b 'a b'"],
  ["F=; cat $F x", "cat x"],
  ['F=; cat "$F" x', "cat '' x"],
  ["X=a; X+=b; echo $X", "echo ab"],
  ['X=$Y/b; cat "$X"', "cat ‹any›/b"],
  ['cat $NOPE "$NOPE"', "cat ‹any*› ‹any›"],
  ["F=a.txt; mv $F ${F%.txt}.md; echo ${F##*.} ${#F}", "mv a.txt a.md", "echo txt 5"],
  ["F=/a/b.c; echo ${F##*/} ${F%/*} ${F#*/}", "echo b.c /a a/b.c"],
  ["D=x; echo ${D:-y} ${D:+z}; E=; echo ${E:-y}", "echo x z", "echo y"],
  ["D=1; echo ${D+'x y'} ${E:-\"x\"} ${D+x y}", "echo ‹any*› ‹any*› x y"],
  ['set --; N=; x "$N$@" "$N"; y "$M$@"', "set --", "x ''", "y ‹any*›"],
  ['local x=1; echo "$x"', "local x=1", "echo ‹any›"],
  ["echo ${D:-y}", "echo ‹any*›"],
  ["A=(a 'b c'); echo ${A[1]} \"${A[@]}\" ${#A[@]} $A", "echo b c a 'b c' 2 a"],
  ['set -- a \'b c\'; echo "$@" $# $2 "$*"', "set -- a 'b c'", "echo a 'b c' 2 b c 'a b c'"],
  ["set -- a b; shift; echo $1", "set -- a b", "shift", "echo b"],
  ['IFS=:; X=a:b; echo $X "$X"', "echo ‹any*› a:b"],
  ["X=1; Y=X; echo ${!Y}", "echo 1"],
  ["echo $((1+2*3)) $((X))", "echo 7 ‹number›"],
  ["echo $PWD $HOME $? $$", "echo /w /home/u ‹number› ‹number›"],
  ["export A=1; A=2; env", "export A=1", "A=2 env"],
]);

table("of a substitution only its form is known", [
  ["N=$(wc -l < f); head -$N g", "read f", "wc -l <f", "head -‹count› g"],
  ["N=$(wc -l f); head -$N g", "wc -l f", "head -‹any*› g"],
  ["T=$(mktemp -d); ls $T/x", "mktemp -d", "ls ‹temp›/x"],
  ['TMPDIR=/x; T=$(mktemp -d); ls "$T"', "mktemp -d", "ls ‹any›"],
  ['T=$(mktemp /tmp/a.XXXX); ls "$T"', "mktemp /tmp/a.XXXX", "ls ‹temp›"],
  ['T=$(mktemp a/b.XXXX); ls "$T"', "mktemp a/b.XXXX", "ls ‹any›"],
  ['T=$(mktemp -p x); ls "$T"', "mktemp -p x", "ls ‹any›"],
  ['wc() { echo x; }; N=$(wc -l < f); echo "$N"', "read f", "echo x <f", "echo ‹any›"],
  ['X=$(echo a b); echo "$X"', "echo a b", "echo 'a b'"],
  ["X=$(basename /a/b.c) Y=`dirname /a/b.c`; echo $X $Y $(pwd)", "basename /a/b.c", "dirname /a/b.c", "pwd", "echo b.c /a /w"],
  ['ls "$(git rev-parse --show-toplevel)"', "git rev-parse --show-toplevel", "ls ‹path›"],
  ["diff <(a) >(b)", "a", "b", "diff ‹path› ‹path›"],
  ['C=$(git rev-parse --short HEAD~1); x "$C:f" $C', "git rev-parse --short HEAD~1", "x ‹plain›:f ‹plain*›"],
  ["x $(git log -3 --format=%h | head -1)", "git log -3 --format=%h", "head -1 <pipe", "x ‹plain*›"],
  ["for n in $(seq 1 9); do x ${n}p $((n * 2)); done", "seq 1 9", "x ‹count›p ‹number›"],
  ['x "$(command -v node)" $(command -v node)', "command -v node", "command -v node", "x ‹program› ‹any*›"],
  ["x $(date +%Y-%m-%d)", "date +%Y-%m-%d", "x ‹plain*›"],
]);

table("of other words of such programs nothing is known", [
  ["x $(git log -3 --format=%s)", "git log -3 --format=%s", "x ‹any*›"],
  ["x $(git log -3 --format=%h --stat)", "git log -3 --format=%h --stat", "x ‹any*›"],
  ["x $(git rev-parse --abbrev-ref HEAD)", "git rev-parse --abbrev-ref HEAD", "x ‹any*›"],
  ["x $(git rev-list --boundary a..b)", "git rev-list --boundary a..b", "x ‹any*›"],
  ["x $(git rev-parse HEAD 2>&1)", "git rev-parse HEAD", "x ‹any*›"],
  ["x $(git rev-parse HEAD |& cat)", "git rev-parse HEAD", "cat <pipe", "x ‹any*›"],
  ["x $(git rev-parse HEAD | sed s/^/-/)", "git rev-parse HEAD", "sed s/^/-/ <pipe", "x ‹any*›"],
  ["git() { echo -x; }; x $(git rev-parse HEAD)", "echo -x", "x ‹any*›"],
  ["head() { echo -x; }; x $(git rev-parse HEAD | head -1)", "git rev-parse HEAD", "echo -x <pipe", "x ‹any*›"],
  ["x $(date +%-d) $(date +-%d)", "date +%-d", "date +-%d", "x ‹any*› ‹any*›"],
  ["x $(seq -1 3) $(seq -s, 3)", "seq -1 3", "seq -s, 3", "x ‹any*› ‹any*›"],
  ["for n in a$(seq 1 3)-x; do y $n; done", "seq 1 3", "y ‹any*›"],
]);

table("what may print nothing, or something else, isn't taken for what it is given", [
  ['x=\'a b\'; y "$(printf %s $x)" "$(printf $x)"', "printf %s a b", "printf a b", "y ‹any› ‹any›"],
  ['x="$(printf %s a)"; y $x', "printf %s a", "y a"],
  ['y "$(echo "a$((n / 0))")" "$(echo "a${x?}")" "$(echo "a$z")"', "echo a‹number›", "echo a‹any›", "echo a‹any›", "y ‹any› ‹any› ‹any›"],
  ['unset x; y "$(echo a$x)"', "unset x", "echo a", "y ‹any›"],
]);

table("braces come before variables", [
  ['x=a; y $x{b,c} ${x}{b,c} "$x"{b,c}', "y ‹any*› ab ac ab ac"],
  ["x=ls; $x{d,} a", "opaque $x{d,} a"],
]);

table("each value of a short list is written out", [
  ["for f in a b; do cp $f $f.bak; done", "cp a a.bak", "cp b b.bak"],
  ["for f in a b; do for g in 1 2; do x $f $g; done; done", "x a 1", "x a 2", "x b 1", "x b 2"],
  ["for t in cat ls; do $t x; done", "cat x", "ls x"],
  ['for f in *.c; do cat "$f"; done', "cat ⟨*⟩.c"],
  ['for f in src/*.js; do mv "$f" "${f%.js}.ts"; done', "mv src/⟨*⟩.js src/⟨*⟩.ts"],
  ['for f in src/*.js; do x "${f##*/}" "${f#src/}" "${f%%.js}"; done', "x ⟨*⟩.js ⟨*⟩.js src/⟨*⟩"],
  ['for f in src/*.js; do x "${f%.ts}" "${f#lib/}" "${f%.*}" "${f##*s}"; done', "x ‹any› ‹any› ‹any› ‹any›"],
  ['for f in src/**; do x "${f##*/}"; done', "x ‹any›"],
  ['f=a/b; x "${f##*/}" "${f%%"*"}" "${f%\\*}" "${f#\'*\'/}" "${f%"/b"}"', "x b ‹any› ‹any› ‹any› a"],
  ['for f in src/*.js; do x "${f##"*/"}"; done', "x ‹any›"],
  ["if a; then X=1; else X=2; fi; echo $X", "a", "echo 2", "echo 1"],
  ["for i in {1..40}; do x $i; done", "x ‹any*›"],
  ["for i in a b; do for j in c d; do x $n; n=1; done; done", "x ‹number*›"],
  ['for x in a b; do y=$x; done; echo "$y"', "echo ‹any›"],
]);

describe("positional parameters of the text", () => {
  const place = { offset: 0, end: 0, text: "" };
  const start = { ...START, arguments: ["sh", "a", "b c"].map((text) => ({ pieces: [{ kind: "text" as const, text }], place })) };
  it("are known when the caller gives them", () => {
    expect(rendered('x "$1" "$2" $0; y "$@"', start)).toEqual(["x a 'b c' sh", "y a 'b c'"]);
  });
  it("are unknown otherwise", () => {
    expect(rendered('x "$1" "$@"')).toEqual(["x ‹any› ‹any*›"]);
  });
});
