// What the shell itself becomes between two uses: in the next round of a loop, behind a trap, behind a call.

import { table } from "./table.ts";

table("what a loop changes for its next round isn't known in any", [
  ["set -- ls touch; while [ $# -gt 0 ]; do $1 f; shift; done", "set -- ls touch", "[ ‹number› -gt 0 ]", "opaque $1 f", "shift"],
  ["set -- a b; for i in 1 2; do x $1; eval 'shift 1'; done", "set -- a b", "x ‹any*›", "shift 1"],
  ['set -- a; until x "$1"; do set -- b; done', "set -- a", "x ‹any›", "set -- b"],
  ["set -- a; while x; do y $1; done", "set -- a", "x", "y a"],
  ["x() { :; }; while y; do x a; unset -f x; done", "y", ":", "x a", "unset -f x"],
  ["x() { :; }; u() { unset x; }; while y; do x a; u; done", "y", ":", "x a", "unset x"],
  ["while x; do (cd d; y); CDPATH=/e; done", "x", "cd d", "y @?"],
  ["while x; do y; z | cd d; shopt -s lastpipe; done", "x @?", "y @?", "z @?", "cd d @? <pipe", "shopt -s lastpipe @?"],
  ["while x; do y; exec < f; done", "x <pipe", "y <pipe", "read f", "exec <f"],
  ['while x; do a+=(d); y "${a[@]}"; done', "x", "y ‹any*›"],
]);

table("a trap that changes the shell for the commands behind it is opaque", [
  ["trap shift DEBUG; x $1", "trap shift DEBUG", "x ‹any*›", "opaque trap shift DEBUG", "shift"],
  ["trap 'exec < f' USR1; x", "trap 'exec < f' USR1", "x", "opaque trap 'exec < f' USR1", "read f", "exec <f"],
]);

table("arguments stay where nothing takes their place", [
  ["set -- a; set -; x $1", "set -- a", "set -", "x a"],
  ["set -- a; set - b; x $1", "set -- a", "set - b", "x b"],
  ["set -- a; set --; x $1", "set -- a", "set --", "x"],
]);

table("a call may leave what it passes on, where its local variable may not be there", [
  ["f() { export x=e; y && local x=l; }; f; z", "export x=e", "x=e y", "x=e local x=l", "x={l|e} z"],
]);

table("a variable stays what it was where it may be readonly", [
  ["readonly x=a; f() { local x; y $x; }; f", "readonly x=a", "local x", "y ‹any*›"],
  ["readonly x=a; f() { y $x; }; x=b f", "readonly x=a", "x=b y a", "x=b y b"],
]);

table("a variable that becomes a list keeps its value as the first element", [
  ["x=a; declare -a x; $x b", "declare -a x", "a b"],
  ["x=(a); f() { local -a x; y ${x[@]} b; }; f", "local -a x", "y b"],
]);

table("an integer holds a number, whoever assigns it", [
  ["declare -i n; for n in 1 010; do x $n; done", "declare -i n", "x ‹number›"],
  ["declare -i n; n=(1 2); x ${n[0]}", "declare -i n", "x ‹number›"],
]);
