import { describe, expect, it } from "vitest";
import { readAwkProgram } from "../../../src/effects/programs/awk-program.ts";
import { concernsOf, summaryOf } from "./world.ts";

// Checked against gawk 5.2, mawk 1.3.4 and original-awk.
const computing = [
  "{print $1}",
  "$3 > 30 {print $2, $4}",
  "{ if ($3 >= 100) print $0 }",
  "NR > 1 && $1 >= 2",
  "{print ($1 > 2)}",
  "{print ($1 > 2), x}",
  "{print(a > b)}",
  "{x = $1 > 2; print x}",
  "length > 80",
  "{print substr($0, 2 > 1)}",
  '/>"out"/ {print}',
  "/a|b/",
  "$0 ~ /[>|]/ {n++} END {print n / NR}",
  "{n += $1 / $2 / 3} END {print n}",
  '{x = "print > \\"out\\""}',
  '# print > "out"\n{print}',
  'BEGIN {FS=","; OFS="\\t"} {$1=$1; print}',
  "function f(a,  b) { return a > b } { print f($1, 2) }",
  "{ a[$1]++ } END { for (k in a) if (a[k] > 1) print k }",
  "while ((getline line) > 0) n++",
  "{ split($0, a, /[/]/); print a[1] }",
  '{ gsub(/\\//, "-"); print }',
  "x /= 2",
  "{print; next} $1 > 2",
  "{print $1,\n$2}\n$1 > 2",
  'BEGIN { printf "%s\\n", ENVIRON["HOME"] }',
];

const acting: readonly (readonly [string, string])[] = [
  ['{print > "out"}', "write out"],
  ['{print $1, $2 >> "out"}', "write out"],
  ['{print(1)(2) > "out"}', "write out"],
  ['{print (1, 2) > "out"}', "write out"],
  ['{print -1 " " -1 > "out"}', "write out"],
  ['{print a / b > "out"}', "write out"],
  ['{print /a/ > "out"}', "write out"],
  ['{print !x > "out"}', "write out"],
  ['{print $1,\n  $2 > "out"}', "write out"],
  ['{print 1 ||\n2 > "out"}', "write out"],
  ['{print \\\n> "out"}', "write out"],
  ['{if ($1 > 2) print > "out"; else next}', "write out"],
  ['{for (i = 0; i < 3; i++) print i > "out"}', "write out"],
  ['{printf("%s", $1) > "out"}', "write out"],
  ['{x = a / b; print > "out" } # /', "write out"],
  ['{x = /"/; print > "out"; y = /"/}', "write out"],
  ['{print > $1 ".txt"}', "write"],
  ['{print > "out" i}', "write"],
  ['{print > ("out")}', "write"],
  ["{print $1 > 2}", "write"],
  ['{print "x" > "\\157ut"}', "write"],
  ['{system("touch x")}', "run touch x"],
  ['{system("rm " $1)}', "run"],
  ['{"date" | getline d}', "run date"],
  ['{"echo " "date" | getline d}', "run"],
  ['BEGIN { while (("ls " dir) | getline f) print f }', "run"],
  ["{cmd | getline}", "run"],
  ['{print | "sort"}', "run sort"],
  ['{print $1 | "sort -o " f}', "run"],
  ['{print |& "cat"}', "run cat"],
  ['{getline x < "b.txt"}', "read b.txt"],
  ['BEGIN { while ((getline l < "b.txt") > 0) print l }', "read b.txt"],
  ["{getline x < f}", "read"],
  ['BEGIN { ARGV[1] = "b.txt"; ARGC = 2 }', "read"],
  ['{print ENVIRON["A"]}', "environment A"],
  ["BEGIN { for (k in ENVIRON) print k }", "environment"],
  ['BEGIN { SYMTAB["x"] = 1 }', "run"],
  ['{ split($0, a, /[/]/); print > "out" }', "write out"],
];

const unreadable = [
  '@load "filefuncs"; {print}',
  'BEGIN { f = "system"; @f("ls") }',
  'BEGIN { awk::system("ls") }',
  '{if (x) /a/ ; print > "out"}',
  "{print x++ /a/}",
  '"unfinished',
  "/unfinished",
  "{print 'x'}",
  "{ print `ls` }",
];

function actsOf(program: string): readonly string[] | undefined {
  return readAwkProgram(program)?.map((act) => {
    const rest = act.kind === "run" ? act.line : act.kind === "environment" ? act.name : act.target;
    return rest === undefined ? act.kind : `${act.kind} ${rest}`;
  });
}

describe("an awk program", () => {
  it.each(computing)("only computes: %j", (program) => {
    expect(actsOf(program)?.filter((act) => act !== "environment HOME")).toEqual([]);
  });

  it.each(acting)("acts: %j is %s", (program, act) => {
    expect(actsOf(program)).toContain(act);
  });

  it.each(unreadable)("isn't guessed: %j", (program) => {
    expect(actsOf(program)).toBeUndefined();
  });
});

describe("awk", () => {
  it.each([
    "awk -F: -v OFS=, '{print $1, $3}' /etc/passwd",
    "awk -F'\\t' -vn=3 'NR <= n' a.txt b.txt",
    "gawk --lint --posix '{print}' a.txt",
    "awk -f - a.txt <<'EOF'\n{ print $1 }\nEOF",
    "gawk -e '{print}' a.txt",
    "awk '{print > \"/dev/stderr\"}' a.txt",
    "awk '{print $1 | \"sort -u\"}' a.txt",
    "awk 'BEGIN{system(\"ls src\")}'",
    "awk --version",
    "awk '{print}' x=1 a.txt",
  ])("only reads: %s", (command) => {
    expect(concernsOf(command)).toEqual([]);
  });

  it.each([
    ["cd src && awk '{print > \"x\"}' ../a.txt", "write /home/u/proj/src/x"],
    ["awk 'BEGIN{system(\"touch x\")}'", "write /home/u/proj/x"],
    ["awk '{print | \"tee x\"}' a.txt", "write /home/u/proj/x"],
    ["awk 'BEGIN{\"touch x\" | getline}'", "write /home/u/proj/x"],
    ["gawk -dx 'BEGIN{y=1}'", "write /home/u/proj/x"],
    ["gawk -o/tmp/x 'BEGIN{y=1}'", "write /tmp/x"],
    ["gawk --profile=x '{print}' a.txt", "write /home/u/proj/x"],
    ["gawk -i inplace '{print}' a.txt", "opaque"],
    ["gawk -l filefuncs '{print}' a.txt", "opaque"],
    ["gawk -E x.awk a.txt", "opaque"],
    ["awk -f x.awk a.txt", "opaque"],
    ['awk "/$PATTERN/" a.txt', "opaque"],
    ["awk", "opaque"],
    ["awk '{getline x < \".env\"; print x}' a.txt", "read /home/u/proj/.env"],
    ["awk 1 .env", "read /home/u/proj/.env"],
    ["awk 'BEGIN{print ENVIRON[\"API_TOKEN\"]}'", "read /proc/self/environ"],
    ["gawk 'BEGIN{\"/inet/tcp/0/example.test/80\" |& getline}'", "execute"],
    ["gawk '{print > \"/inet/tcp/0/example.test/80\"}' a.txt", "write /inet/tcp/0/example.test/80"],
    ["gawk 'BEGIN{getline x < \"/inet/tcp/0/example.test/80\"}'", "network"],
    ["gawk 1 /inet/tcp/0/example.test/80", "network"],
  ])("does more: %s is %s", (command, effect) => {
    expect(summaryOf(command)).toContain(effect);
  });
});
