// What the text does to the shell on its way: folders, variables, functions, options, input.

import { table } from "./table.ts";

table("the folder", [
  ["cd a && ls", "cd a", "ls @/w/a"],
  ["cd a; ls", "cd a", "ls @/w/a,/w"],
  ["cd a\nls", "cd a", "ls @/w/a,/w"],
  ["cd a || exit 1; ls", "cd a", "exit 1", "ls @/w/a"],
  ["cd a || exit 1 2; ls", "cd a", "exit 1 2", "ls @/w/a,/w"],
  ["cd a || return; ls", "cd a", "return", "ls @/w/a,/w"],
  ["f() { cd a || return; ls; }; f", "cd a", "return", "ls @/w/a"],
  ["set -e; cd a; ls", "set -e", "cd a", "ls @/w/a"],
  ["set -e; if cd a; then b; fi; ls", "set -e", "cd a", "b @/w/a", "ls @/w,/w/a"],
  ["set -e; cd a && b; ls", "set -e", "cd a", "b @/w/a", "ls @/w/a,/w"],
  ["if cd a; then b; else c; fi", "cd a", "b @/w/a", "c"],
  ["! cd a && b; c", "cd a", "b", "c @/w,/w/a"],
  ["cd a/../../b/./c && ls", "cd a/../../b/./c", "ls @/b/c"],
  ["cd && ls", "cd", "ls @/home/u"],
  ["cd a && cd - && ls", "cd a", "cd - @/w/a", "ls"],
  ["cd $X && ls", "cd ‹any*›", "ls @?"],
  ["cd $X; cd /b && ls", "cd ‹any*›", "cd /b @?", "ls @/b"],
  ["CDPATH=/x; cd a && ls", "cd a", "ls @?"],
  ["cd -P a/.. && ls", "cd -P a/..", "ls @?"],
  ["pushd a && ls; popd && c", "pushd a", "ls @/w/a", "popd @/w/a,/w", "c @?"],
  ["pushd a && popd && c", "pushd a", "popd @/w/a", "c"],
  ["(cd a && b); c", "cd a", "b @/w/a", "c"],
  ["cd a & b", "cd a", "b"],
  ["cd a | b; c", "cd a", "b <pipe", "c"],
  ["X=$(cd a && pwd); c", "cd a", "pwd @/w/a", "c"],
  ["for d in a b; do cd $d && x; done; c", "cd a @?", "cd b @?", "x @?", "c @?"],
  ["for d in a b; do (cd $d && x); done; c", "cd a", "cd b", "x @/w/a,/w/b", "c"],
  ["while a; do b; eval -- 'cd d'; done", "a @?", "b @?", "cd d @?"],
  ["while a; do b; done; c", "a", "b", "c"],
  ["command cd a && b", "cd a", "b @/w/a"],
  ["cd() { :; }; cd a && b", ":", "b"],
]);

table("the environment", [
  ["A=1 x", "A=1 x"],
  ["A=1 B=$A x", "A=1 B=1 x"],
  ["A=1; x", "x"],
  ["PATH=/p; x", "PATH=/p x"],
  ["PATH=/p:$PATH x; y", "PATH=/p:‹any› x", "y"],
  ["export A=1; x; unset A; y", "export A=1", "A=1 x", "A=1 unset A", "y"],
  ["export A; A=1; x", "export A", "A=1 x"],
  ["export A; f() { local A=1; x; }; f", "export A", "local A=1", "A=1 x"],
  ["A=1; export A; x", "export A", "A=1 x"],
  ["declare -x A=1; x", "declare -x A=1", "A=1 x"],
  ["set -a; A=1; x", "set -a", "A=1 x"],
  ["if a; then export A=1; fi; x", "a", "export A=1", "A=1 x"],
  ["for i in 1 2; do x; export A=1; done", "A=? x", "A=? export A=1"],
  ["for i in 1 2; do x; export i; done", "i={1|2} x", "i={1|2} export i"],
  ["while IFS= read -r l; do X='a b'; x $X; done", "IFS='' read -r l", "x a b"],
  ["for i in 1 2; do x; LANG=C; done", "LANG=? x"],
  ["export A; for i in 1 2; do x; A=1; done", "export A", "A=? x"],
  ["for i in 1 2; do B=x; y $B; declare -i B; done", "y ‹any*›", "declare -i B"],
  ["A=0; for i in 1 2; do x; export A; done", "A=? x", "A=? export A"],
  ["f() { x; }; A=1 f; y", "A=1 x", "y"],
  ["f() { local -x A=1; x; }; f; y", "local -x A=1", "A=1 x", "y"],
]);

table("functions are followed where they are called", [
  ['f() { rm "$1"; }; f a; f b', "rm a", "rm b"],
  ['f() { rm "$@" $#; }; f a "b c"', "rm a 'b c' 2"],
  ["f() { rm x; }", "rm x <pipe"],
  ["f() { x=1; }; f; echo $x", "echo 1"],
  ["f() { local x=1; }; x=2; f; echo $x", "local x=1", "echo 2"],
  ["if a; then f() { rm; }; fi; f", "a", "rm", "f"],
  ["f() { a; }; f() { b; }; f", "b", "a <pipe"],
  ["ls() { rm x; }; ls; command ls; \\ls", "rm x", "ls", "rm x"],
  ["f() { f; }; f", "opaque f"],
  ["f() { a; }; unset -f f; f", "unset -f f", "a", "f"],
  ["f() { a; }; x | f", "x", "a <pipe"],
  ["f() (cd a && b); f; c", "cd a", "b @/w/a", "c"],
  ["f() { a; } > out; f", "write out", "a"],
  ["function f { return 1; rm; }; f; x", "return 1", "rm", "x"],
  ['for i in 1 2; do eval "f a"; f() { rm "$1"; }; f b; done', "f a", "rm b", "rm ‹any› <pipe"],
  ["trap f EXIT; f() { rm; }", "trap f EXIT", "rm"],
]);

table("wrappers that bash knows are taken off", [
  ["command rm x", "rm x"],
  ["builtin command exec rm x", "rm x"],
  ["exec -a n rm x", "rm x"],
  ["command -v rm", "command -v rm"],
  ["command -x rm", "opaque command -x rm"],
  ["exec > log", "write log", "exec"],
  ["exec < in; bash", "read in", "exec <in", "bash <in"],
  ["time -p ! rm x", "rm x"],
  ["X=rm; $X a", "rm a"],
  ["X=cd; $X a", "opaque $X a"],
  ["$X a", "opaque $X a"],
  ["*.sh a", "opaque *.sh a"],
  ['set -- rm x; "$@"', "set -- rm x", "rm x"],
  ["A=1 $NONE; x", "opaque A=1 $NONE", "x"],
]);

table("nested texts are walked", [
  ["eval 'cd a' && rm x", "cd a", "rm x @/w/a,/w"],
  ["X='rm a'; eval \"$X b\"", "rm a b"],
  ['eval "$X"', 'opaque eval "$X"'],
  ["trap 'rm x' EXIT; y", "trap 'rm x' EXIT", "y", "rm x"],
  ["trap - EXIT; trap '' INT; trap", "trap - EXIT", "trap '' INT", "trap"],
  ["T=$(mktemp); trap 'rm $T' EXIT", "mktemp", "trap 'rm $T' EXIT", "rm ‹temp›"],
  ['T=$(mktemp); trap "rm $T" EXIT', "mktemp", "trap 'rm ‹temp›' EXIT", "rm ‹temp›"],
  ["T=$(mktemp); trap 'rm $T' EXIT; T=/x", "mktemp", "trap 'rm $T' EXIT", "rm ‹any*›"],
  ['x & trap "kill $!" EXIT', "x", "trap 'kill ‹number›' EXIT", "kill ‹number›"],
  ['trap "rm $X" EXIT', "trap 'rm ‹any›' EXIT", 'opaque trap "rm $X" EXIT'],
  ["X=1; . ./f; ls $X", ". ./f", "ls ‹any*› @?"],
]);

table("standard input", [
  ["a | b", "a", "b <pipe"],
  ["a < f", "read f", "a <f"],
  ['a <<< "x $Y"', "a <<'x ‹any›⏎'"],
  ["a <<E\nx $HOME `b`\nE", "b", "a <<'x /home/u ‹any›⏎'"],
  ["a <<'E'\nx $HOME `b`\nE", "a <<'x $HOME `b`⏎'"],
  ["a <<-E\n\tx\n\tE", "a <<'x⏎'"],
  ["while read -r l; do b; done < f", "read f", "read -r l <f", "b <f"],
  ["{ a; b < g; } < f", "read f", "a <f", "read g", "b <g"],
  ["a < <(b)", "b", "a <pipe"],
  ["a 3< f", "read f", "a"],
  ["coproc a", "a <pipe"],
]);

table("what is opened", [
  ["a > b >> c >| d <> e", "write b", "append c", "write d", "read-write e", "a <e"],
  ["a &> b; a &>> c; a >& d", "write b", "a", "append c", "a", "write d", "a"],
  ["a 2>&1 3>&- >&2- <&0", "a <pipe"],
  ["a {fd}> b; c >&$fd", "write b", "a", "c"],
  ["> b", "write b"],
  ["(a) > b 2> c", "write b", "write c", "a"],
  ["for i in 1; do a; done > b", "write b", "a"],
  ["cd x && a > b", "cd x", "write b @/w/x", "a @/w/x"],
  ["a > $X/y", "write ‹any*›/y", "a"],
  ["a > >(b)", "b", "a"],
]);

table("what bash refuses to do leaves things as they were", [
  ["read a-b y <<< 'q r'; x $y", "read a-b y <<'q r⏎'", "x ‹any*›"],
  ["readonly a; read a y <<< 'q r'; x $y", "readonly a", "read a y <<'q r⏎'", "x ‹any*›"],
  ["read a y <<< 'q r'; x $y", "read a y <<'q r⏎'", "x r"],
  ["n=1; declare -@ n=2; x", "declare -@ n=2", "opaque declare -@ n=2", "x"],
  ["n=1; unset -x n; x", "unset -x n", "opaque unset -x n", "x"],
  ["export y; if a; then declare -i y; fi; y=b x", "export y", "a", "declare -i y", "y=‹any› x"],
]);

table("a dollar that begins nothing keeps its word together", [
  ["v='b c'; x $v$", "x ‹any*›"],
  ["v='b c'; x $v\\$", "x b c$"],
  ["x a$ 'b'$", "x a$ b$"],
]);

table("a line that goes on separates nothing", [
  ["x a \\\n b", "x a b"],
  ["x <(a)\\\n>(b)", "opaque >(b)"],
  ["x <(a)#; b", "opaque <(a)#; b"],
  ["x <(a) #; b", "a", "x ‹path›"],
  ["x 2\\\n>b", "opaque >b"],
  ["x 2 \\\n>b", "write b", "x 2"],
  [">a>b x", "write a", "write b", "x"],
]);

table("a target of several words opens nothing, unless all but one may vanish", [
  ["v='a b'; x > $v", "x"],
  ["x > a$V", "write a‹any*›", "x"],
  ['v=" $V"; x > a$v', "write a", "x"],
  ['v="$V $V"; x > $v', "write ‹any*›", "x"],
]);

table("what a local variable hides is passed on until it has a value", [
  ["export a=2; f() { local a; x; a=3; x; }; f", "export a=2", "a=2 local a", "a=2 x", "a=3 x"],
  ["export a=2; f() { local a=9; unset a; x; }; f", "export a=2", "a=2 local a=9", "a=9 unset a", "a=? x"],
  ["export a=2; f() { unset a; x; }; f", "export a=2", "a=2 unset a", "x"],
  ["f() { trap 'x $a' EXIT; }; a=1 f | y", "a=1 trap 'x $a' EXIT", "y <pipe", "a=? x ‹any*›"],
]);

table("a here-document in a substitution, where bash writes the substitution out wrongly", [
  ["x $(a | b <<E && c\ny\nE\n)", "opaque $(a | b <<E && c\ny\nE\n)"],
  ["x $(a <<E | b 2>&1 | c\ny\nE\n)", "a <<'y⏎'", "b <pipe", "c <pipe", "x ‹any*›"],
  ["x $(a <<E && b\ny\nE\n)", "a <<'y⏎'", "b", "x ‹any*›"],
]);

table("what stands in front of a command", [
  ["a=1 b=$(true & x $a) y", "a=1 true", "a=1 x ‹any*›", "a=1 b=‹any› y"],
  ["a=1 b=$a y", "a=1 b=1 y"],
  ["a=(b c) x", "a=? x"],
  ["f() { export a; }; a=1 f; x", "a=1 export a", "opaque a", "x"],
  ["f() { a=1 local a=2; x; }; f", "a=1 local a=2", "opaque a=2", "x"],
  ["a=1 readonly a=2; x", "a=1 readonly a=2", "opaque a=2", "x"],
  ["LANG=C export a=1; x", "LANG=C export a=1", "a=1 x"],
]);

table("braces in an operand", [
  ['x "${a^^{" "b"; y {c,d} e}"', 'opaque "${a^^{" "b"; y {c,d'],
  ['x "${a:-{b}}"', "x ‹any›}"],
]);

table("a name that goes on in the next line", [
  ["A=\\\n~/q x; y A=\\\n~", "A=/home/u/q x", "y A=/home/u"],
  ["a=1; x $a\\\nb", "opaque $a\\\nb"],
  ["a=1; x $a\\\n b", "x 1 b"],
]);

table("a subshell declares the function's own variable again", [
  ["f() { local a=1; (declare a; x $a); }; f", "local a=1", "declare a", "x 1"],
  ["f() { local a=1; (local a=2); x $a; }; f", "local a=1", "local a=2", "x 1"],
  ["a=0; f() { (local a=1; unset a); x $a; }; f; y $a", "local a=1", "unset a", "x 0", "y 0"],
  ["f() { local a=1; g; x $a; }; g() { (declare a; y $a); }; f", "local a=1", "declare a", "y", "x 1"],
]);

table("a backslash at the very end is read in two ways", [
  ["x a \\", "opaque \\"],
  ["x a \\\\", "x a \\"],
]);

table("a list ends its word", [
  ["a=(b c)d; x $a", "opaque a=(b c)d; x $a"],
  ["a=(b 'c d')\\\ne; x $a", "opaque a=(b 'c d')\\\ne; x $a"],
  ["(a=(b c)); (a=(b)&); a=(b)|x", "x <pipe"],
  ["a=(b<(c) d)", "opaque <(c) d)"],
  ["f() { declare -a x=1; y; }; x=2 f", "x=2 declare -a x=1", "opaque x=1", "x=1 y"],
]);

table("a digit names a file where nothing is copied", [
  ["export a=<1 b=2; x $b", "read 1", "export a= b=2 <1", "a='' b=2 x ‹number*›"],
  ["export a=1 b=2 >&2; x $b", "export a=1 b=2", "a=1 b=2 x 2"],
]);
