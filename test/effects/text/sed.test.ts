import { describe, expect, it } from "vitest";
import { readSedScript } from "../../../src/effects/programs/sed-script.ts";
import { concernsOf, summaryOf } from "./world.ts";

// Checked against GNU sed 4.9.
const editing = [
  "p",
  "1,20p",
  "$!N;P;D",
  "/a/,/b/{s//x/g;p}",
  ":a;N;$!ba;s/\\n/ /g",
  "/x/{n;d};$d",
  "s|/usr|/opt|g; s#a#b#2p",
  "s/[/]/_/g",
  "s/[^]/]//",
  "s/[[:space:]]*$//",
  "s/\\[w\\]/e/",
  "s/w out.txt/e touch/",
  "/w out/d",
  "\\,w out,d",
  "\\%e touch%Ip",
  "y/abc/xyz/;l 3;=;q5",
  "a w out.txt",
  "$a\\\nw out.txt\\\nand more",
  "i\\  e touch x",
  "# w out.txt\np",
  "0~4!d",
  "/a/I,+2s/x/y/w /dev/stdout",
  "1!{\n  s/a/b/\n  tdone\n}\n:done",
  "n;n;s/./e/;v 4.2",
];

const acting: readonly (readonly [string, string])[] = [
  ["w out.txt", "write out.txt"],
  ["/a/w out.txt", "write out.txt"],
  ["1{\nw out.txt\n}", "write out.txt"],
  ["s/a/b/w out.txt", "write out.txt"],
  ["s/a/b/gpw out.txt", "write out.txt"],
  ["s/[/]/b/w out.txt", "write out.txt"],
  ["s,[^,],b,w out.txt", "write out.txt"],
  ["s/[\\]/b/w out.txt", "write out.txt"],
  ["s/a/[/w out.txt", "write out.txt"],
  ["y/a/b/;w out.txt", "write out.txt"],
  ["bx;w out.txt", "write out.txt"],
  ["a text\nw out.txt", "write out.txt"],
  ["c\\\ntext\nw out.txt", "write out.txt"],
  ["# text\nw out.txt", "write out.txt"],
  ["p;W out.txt", "write out.txt"],
  ["w out.txt\n-4p", "write out.txt"],
  ["w one;w two", "write one;w two"],
  ["e touch x", "run touch x"],
  ["1e touch x", "run touch x"],
  ["e", "run"],
  ["s/a/touch x/e", "run"],
  ["s/a/touch x/2ge;p", "run"],
  ["r b.txt", "read b.txt"],
  ["$R b.txt", "read b.txt"],
];

const unreadable = ["s/a/b", "s/a\nb/c/", "{p", "p}", "k", "s/a/b/q", "/a", "w", "r", "y/a/b", "s1a1b1", "a", "a\\  \ntext", "1,p", "p p"];

function actsOf(script: string): readonly string[] | undefined {
  return readSedScript(script)?.map((act) => {
    const rest = act.kind === "run" ? act.line : act.file;
    return rest === undefined ? act.kind : `${act.kind} ${rest}`;
  });
}

describe("a sed script", () => {
  it.each(editing)("only edits: %j", (script) => {
    expect(actsOf(script)?.filter((act) => act !== "write /dev/stdout")).toEqual([]);
  });

  it.each(acting)("acts: %j is %s", (script, act) => {
    expect(actsOf(script)).toContain(act);
  });

  it.each(unreadable)("isn't guessed: %j", (script) => {
    expect(actsOf(script)).toBeUndefined();
  });
});

describe("sed", () => {
  it.each([
    "sed -ne '2p' -e '3p' -- a.txt",
    "sed --expression='s/a/b/' --quiet a.txt",
    'sed -n "$(wc -l < a.txt)p" a.txt',
    "sed -s -u -z -l 5 -n l a.txt",
    "sed -f - a.txt <<'EOF'\ns/a/b/\nEOF",
    'for n in 1 2; do sed -n "${n}p" a.txt; done',
    'sed --sandbox -e "$ANY" a.txt',
    "sed '1e ls src' a.txt",
    "sed --version",
  ])("only reads: %s", (command) => {
    expect(concernsOf(command)).toEqual([]);
  });

  it.each([
    ["sed -i.bak -e p a.txt", "write /home/u/proj/a.txt"],
    ["sed p -i a.txt", "write /home/u/proj/a.txt"],
    ["sed -ni 1p a.txt", "write /home/u/proj/a.txt"],
    ["sed -nEi 1p a.txt", "write /home/u/proj/a.txt"],
    ["sed --in-place=.b p a.txt", "write /home/u/proj/a.txt"],
    ["sed -i -- p a.txt", "write /home/u/proj/a.txt"],
    ["sed -i p", "opaque"],
    ["cd src && sed 'w x' ../a.txt", "write /home/u/proj/src/x"],
    ["sed '1e touch x' a.txt", "write /home/u/proj/x"],
    ["sed -f /dev/stdin a.txt <<'EOF'\nw x\nEOF", "write /home/u/proj/x"],
    ["cat x.sed | sed -f - a.txt", "opaque"],
    ["sed -f x.sed a.txt", "opaque"],
    ['sed "s/a/$B/" a.txt', "opaque"],
    ["sed -e p -e 'w x' a.txt", "write /home/u/proj/x"],
    ["sed -e 'a\\' -e 'w x' -e 'w y' a.txt", "write /home/u/proj/y"],
    ["sed 'r .env' a.txt", "read /home/u/proj/.env"],
    ["sed -n p .env", "read /home/u/proj/.env"],
    ["sed", "opaque"],
    ["sed --unheard-of p a.txt", "opaque"],
    ["sed $OPTIONS a.txt", "opaque"],
  ])("does more: %s is %s", (command, effect) => {
    expect(summaryOf(command)).toContain(effect);
  });

  it("takes a line after a continued text for text", () => {
    expect(summaryOf("sed -e 'a\\' -e 'w x' a.txt")).toEqual([]);
  });
});
