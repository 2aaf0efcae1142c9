// Every place where bash is known to run something that is easy to overlook: it must be a fact, or opaque.

import { describe, expect, it } from "vitest";
import { reasons, rendered } from "./render.ts";

describe("a stretch that the parser reads otherwise than bash is refused", () => {
  it.each([
    "x=<(a) rm",
    "<<< >(a)b rm",
    "echo 2>(rm)",
    "{fd}<(rm)",
    "echo $(( '$(rm)' ))",
    "echo ${a['$(rm)']}",
    "echo ${a:'$(rm)'}",
    "a['$(rm)']=1",
    "<&-rm",
    ">&'$(rm)'",
    'echo >&"$(rm)"',
    "${ rm; }",
    "echo ${| rm; }",
    "cat <<$(rm)\n$(rm)\n",
    "((cat <<E) )\n$(rm)\nE\n",
    "echo ${x:-<(rm)}",
    "echo ${x/$(rm b)/$(rm c)}",
    "echo ${x//$(/bin/rm b)/}",
    "echo ${x/`/bin/rm b`/y}",
    'echo "${x//$(/bin/rm b)/}"',
    "echo $(a=(\\; b)\nrm)",
    "cat <(declare a=(b\\|c)\nrm)",
    "coproc `rm`N { a; }",
    "if a; then b",
    "echo $(if)",
    "echo `(`",
    "ls\0rm",
    "ls\rrm",
    "echo a\u202eb",
    "echo \u2066a",
    "ls \u001b[2K",
  ])("%j", (text) => expect(reasons(text)).not.toEqual([]));

  it("and so is a descriptor that bash expands twice", () => {
    expect(reasons("x='$(rm)'; echo >&\"$x\"")).toEqual(["a descriptor that is made at run time"]);
  });

  it("at its place", () => {
    expect(rendered("ls; x=<(a) rm")).toEqual(["opaque <(a) rm"]);
  });
});

describe("a command is found wherever it hides", () => {
  it.each([
    ["in a subshell, group or background", "(rm a); { rm b; }; rm c & rm d"],
    ["in a list", "rm a && rm b || rm c; rm d"],
    ["in every part of a condition", "if rm a; then rm b; elif rm c; then rm d; fi"],
    ["in a loop", "while rm a; do rm b; done; until rm c; do rm d; done"],
    ["in a list of words and a selection", "for i in $(rm a); do rm b; done; select i in $(rm c); do rm d; done"],
    ["in a case and its patterns", "case $(rm a) in $(rm b)) rm c;; x|`rm d`) ;; esac"],
    ["in a test", "[[ $(rm a) == $(rm b) || -n $(rm c) && ! ( x =~ $(rm d) ) ]]"],
    ["in quotes", 'echo "$(rm a) `rm b`" $"$(rm c)" x"y$(rm d)"'],
    ["in backticks in backticks", "echo `rm a; echo \\`rm b; echo \\\\\\`rm c\\\\\\`\\``; rm d"],
    ["in process substitutions", "a <(rm a) >(rm b) < <(rm c) > >(rm d)"],
    ["in a here-document and here-string", "a <<E; b <<< $(rm b); rm c; rm d\n$(rm a)\nE\n"],
    ["in operands of an expansion", "echo ${x:-$(rm a)} ${y:-$(rm b)} ${z:+$(rm c)} ${x%%`rm d`}"],
    ["in assignments and lists", "x=$(rm a) y+=$(rm b); z=($(rm c) x$(rm d))"],
    ["in redirections", "a > $(rm a) 2>> $(rm b) < `rm c` <> $(rm d)"],
    ["in declarations", "declare x=$(rm a); export y=$(rm b); readonly z=$(rm c); f() { local w=$(rm d); }"],
    ["in functions, called or not", "f() { rm a; }; f; g() (rm b); h() { i() { rm c; }; }; j() { rm d; } > x"],
    ["in traps and evaluated texts", "trap 'rm a' EXIT; eval 'rm b'; eval rm c; trap -- 'rm d' INT"],
    ["in braces of a word", "echo {$(rm a),b} {c,`rm b`}; {rm,c}; {rm,d}"],
    ["in a process substitution inside braces", "echo {x,<(rm a)} {>(rm b),y}z {1,<(rm c)}; x=y; echo {a,<(rm d)}"],
    ["in coprocesses and pipelines", "coproc rm a; coproc N { rm b; }; rm c | rm d"],
    ["in a substitution that isn't used", ': $(rm a); [ "$(rm b)" ]; x=(${y[@]:-$(rm c)}); cd $(rm d)'],
    ["behind wrappers of the shell", "command rm a; builtin command rm b; time rm c; exec rm d"],
    ["under other spellings", "r\\m a; 'r'm b; $'\\162m' c; r\\\nm d"],
    ["behind variables", 'x=rm; $x a; "$x" b; ${x} c; y=m; r$y d'],
  ])("%s", (_, text) => {
    const facts = rendered(text);
    expect(reasons(text)).toEqual([]);
    const found = ["a", "b", "c", "d"].filter((letter) => facts.some((fact) => new RegExp(`(^|[›?] )rm ${letter}( |$)`).test(fact)));
    expect(found).toEqual(["a", "b", "c", "d"]);
  });
});

describe("a text that is evaluated a second time is opaque unless it certainly holds nothing", () => {
  it.each([
    "(( v ))".replace("v", "$FOO + USER"),
    "x='a[$(rm)]'; (( x ))",
    "x='a[$(rm)]'; echo $(( x + 1 ))",
    "y='a[$(rm)]'; x=y; (( x ))",
    "x='a[$(rm)]'; [[ x -eq 1 ]]",
    "[[ 'a[$(rm)]' -eq 1 ]]",
    "[[ $1 -eq 1 ]]",
    "x='a[$(rm)]'; echo ${s:x} ",
    "x='a[$(rm)]'; echo ${b[x]}",
    "x='a[$(rm)]'; b[x]=1",
    "x='a[$(rm)]'; b=([x]=1)",
    "x='a[$(rm)]'; declare -i n=x",
    "declare -i n; n=$FOO",
    "declare -a a='([$(rm)]=1)'",
    "declare -a 'a=($(rm))'",
    "x='($(rm))'; declare -A a=\"$x\"",
    "f() { local -a a=\"$1\"; }; f '($(rm))'",
    "a=(1); declare a=$FOO",
    'a=(1); declare a+="($FOO)"',
    'readonly -a a="$(x)"',
    "declare PIPESTATUS=$FOO",
    "while x; do declare a=$FOO; declare -a a; done",
    "while x; do declare a=$FOO; read -a a; done",
    "declare -i n; read n <<< 'a[$(rm)]'",
    "declare -i n; (read -r n) < f",
    "declare -i REPLY; read <<< 'a[$(rm)]'",
    "declare -i n; printf -v n %s 'a[$(rm)]'",
    "declare -i n; mapfile n <<< 'a[$(rm)]'",
    "declare -i n; for n in 1 'a[$(rm)]'; do x; done",
    "declare -i n; select n in 'a[$(rm)]'; do x; done",
    "declare -i n; : ${n:='a[$(rm)]'}",
    "declare -i OPTARG; getopts a: o -a 'a[$(rm)]'",
    "read SECONDS <<< 'a[$(rm)]'",
    "for RANDOM in 'a[$(rm)]'; do x; done",
    "f() { declare -gi n; }; f; read n <<< 'a[$(rm)]'",
    "while x; do read n <<< 'a[$(rm)]'; declare -i n; done",
    "declare -i a[0]='a[$(rm)]'",
    "declare -ai a; a=('a[$(rm)]')",
    "x=$(cat f); (( x > 1 ))",
    "read -r x; (( x > 1 ))",
    "for x in $(cat f); do (( x > 1 )); done",
    "echo $(( $(cat f) + 1 ))",
    "RANDOM='a[$(rm)]'",
    "let 'a[$(rm)]'",
    'let "$x"',
    "test -v 'a[$(rm)]'",
    '[ -v "$USER" ]',
    "[ $USER = x ]",
    "[[ -v 'a[$(rm)]' ]]",
    "printf -v 'a[$(rm)]' x",
    'printf "$USER" x',
    "read 'a[$(rm)]'",
    'read "$USER"',
    "unset 'a[$(rm)]'",
    "declare 'a[$(rm)]=1'",
    'export "$USER"',
    "export $(cat .env)",
    "wait -p 'a[$(rm)]'",
    "mapfile -C 'rm' -c 1 x",
    "declare -n r=x",
    "echo ${x@P}",
    "x='a[$(rm)]'; echo ${!x}",
    'getopts ab "$USER"',
    "compgen -W '$(rm)'",
    "compgen -C rm",
    "complete -C rm x",
    "PS4='$(rm)'; set -x; ls",
    "PROMPT_COMMAND=rm",
    "x=1 a=($(rm)) b",
    "BASH_ALIASES[ls]=rm",
    "BASH_CMDS[ls]=/x",
    "hash -p /x ls",
    "enable -f x y",
    "enable -n test",
    "shopt -s expand_aliases\nalias ls=rm\nls",
    "set -k; ls A=1",
    "set -o posix",
    "set +B",
    "shopt -s $x",
    'trap "$USER" EXIT',
    "trap 'x=rm' DEBUG; $x",
    "command_not_found_handle() { rm; }; nope",
  ])("%s", (text) => expect(reasons(text)).not.toEqual([]));

  it.each([
    "(( x = 1, x++ )); echo $(( x * 2 + NEVER ))",
    "n=0; for i in a b; do n=$((n+1)); done; (( n > 2 ))",
    "while read -r l; do (( n++ )); done < f; [[ $n -gt 3 ]]",
    "n=$(wc -l < f); (( n > 3 )); [ $n -gt 3 ]",
    "n=$(grep -c x f); echo $(( n + 1 ))",
    "s=$(date +%s); e=$(date +%s); echo $((e - s))",
    "i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo ${s:i:2} ${a[i]}",
    "for ((i=0; i<3; i++)); do a[i]=$i; echo ${a[$i]}; done",
    "for i in 1 2 3; do (( i > 1 )) && echo $i; done",
    "IFS=. read -r a b c <<< '1.2.3'; (( a >= 1 && b > 2 ))",
    "declare -A m; m[$k]=1; echo ${m[$k]} ${!m[@]}",
    "declare -A m=([a]=1 [$k]=2)",
    "x=1; test -v x; [[ -v x ]]; [ -v a[0] ]; unset x a[1]",
    'printf -v x \'%s\' "$USER"; printf \'%s\\n\' "$USER"; printf "$USER\\n"',
    'read -r a b; read -p "$USER" x; read -ra c <<< "$USER"; mapfile -t d < f',
    '[ "$USER" = x ]; [ -n "$USER" ]; test -z "$USER"; [[ $USER == x* ]]',
    "set -euo pipefail; shopt -s nullglob globstar; set +x; set -f",
    "alias ll='ls -l'; hash -r; enable; complete -p; trap -p",
    'coproc a; b <&"${COPROC[0]}"; exec {f}>x; c >&$f',
    "x=a; echo ${!x} ${x@Q} ${x^^} ${#x}",
    "f() { local n=$1; (( n > 1 )); }; f 2",
    "echo $(( $? + $# + RANDOM + SECONDS ))",
  ])("but not: %s", (text) => expect(reasons(text)).toEqual([]));
});

describe("what may fail leaves both possibilities", () => {
  it.each([
    ["readonly x=1; x=2\necho $x", "echo 1", "echo 2"],
    ['{ x=1; } > f; echo "$x"', "echo ‹number›"],
    ["x=0; x=1 > f; echo $x", "echo 1", "echo 0"],
    ["cd a > f && b; c", "b @/w/a", "c @/w/a,/w"],
    ["x=0; readonly x; x=1 true; unset x; echo $x", "echo ‹any*›"],
    ["f() { unset x; }; g() { local x=2; f; echo $x; }; x=1; g", "echo ‹any*›"],
    ["while a && break; do b; done; cd d && c", "c @/w/d"],
    ["exit > f; x=1; c $x", "c 1"],
  ])("%s", (text, ...facts) => {
    for (const fact of facts) expect(rendered(text)).toContain(fact);
  });
});

describe("bash's own mistake with here-documents in substitutions is refused", () => {
  it.each(["echo $(a <<E\nE\ntee ; ls x)", "a <(b <<E\nE\nc; d)", "echo $(a <<E\nE\nif b; then c; fi)"])("%j", (text) =>
    expect(reasons(text)).not.toEqual([]),
  );
  it("but not where nothing follows", () => {
    for (const text of ["git commit -m \"$(cat <<'E'\none; two\nE\n)\"", "x=$(a <<E | b\n;\nE\n); c; d", "echo $(a <<< x; b)"])
      expect(reasons(text)).toEqual([]);
  });
});

describe("a here-document that ends behind its substitution is refused, since bash takes it out of what follows", () => {
  it.each([
    'echo "$(cat <<\'X\' )\n" \\\nX\necho " ; touch f #"',
    "echo $(cat <<'X' )\necho \"\nX\ntouch f #\"",
    'cat <(cat <<X )\necho "\nX\ntouch f #"',
    'echo "${y:-$(cat <<X )}\n" \\\nX\necho " ; touch f #"',
    "a=($(cat <<X ))\nb\nX\n",
    "echo $(a; (b <<X))\nb\nX\n",
  ])("%j", (text) => expect(reasons(text)).not.toEqual([]));
  it("but not where it ends within", () => {
    for (const text of ['echo "$(cat <<X\na\nX\n)"', "x=$(cat <<-X | b\n\ta\n\tX\n)\nc", "(cat <<X)\na\nX\n", "echo `cat <<X`\na"])
      expect(reasons(text)).toEqual([]);
  });
});
