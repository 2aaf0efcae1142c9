// Who makes a link can write to what it leads to.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Workspace } from "../../src/effects/workspace.ts";
import { judge } from "../../src/judge.ts";
import { classesOf } from "../../src/policy/classes.ts";
import { MODES, type ModeName } from "../../src/policy/modes.ts";
import { world as project } from "../support/project.ts";
import { effectsOf, ROOT, world } from "./engine/world.ts";

const decide = (command: string, mode: ModeName, workspace: Workspace = project) =>
  judge({ tool: "bash", input: { command } }, workspace, MODES[mode]).decision;
const rowsOf = (command: string, workspace: Workspace) => new Set(effectsOf(command, workspace).flatMap(classesOf));

describe("a link to what steers pi or the repository, to a secret or to a place outside", () => {
  it.each([
    "ln -s ~/.pi/agent g",
    "AGENT=~/.pi/agent; ln -s $AGENT g; echo x > g/pi-modes.json",
    "ln -s .git/hooks hh && echo x > hh/pre-commit",
    "cd .git && ln -s $PWD/hooks ../hh",
    "cd src && ln -s ../.git/hooks hh",
    "ln -s ../.git docs/g",
    "ln -s .pi p",
    "ln -sr .pi/settings.json src/x",
    "ln .pi/settings.json x",
    "link .git/config x",
    "ln -t src .git/config",
    "ln .git/config .git/HEAD src",
    "ln -s $PWD/.git",
    "cp -l .git/config x",
    "cp -rl .pi src/x",
    "cp -s $PWD/.git/config x",
    "rsync -a --link-dest=../.git src/ docs/",
    "ln -s .env x; cat x",
    "ln -s ~/.bashrc x",
    "ln -s .. up",
    "mkdir -p a/b && ln -s ../../../x a/b/",
    "ln -s / r; echo > r/etc/passwd",
    'ln -s "$X" l',
    'ln -s "../$X" l',
    "find . -name x -exec ln -s ~/.pi/agent g \\;",
    "echo ~/.pi/agent | xargs -I{} ln -s {} g",
    "bash -c 'ln -s .git/hooks hh'",
    // It leads out of the work once it stands one folder higher.
    "ln -s ../../.bashrc src/lib/l; mv src/lib/l .; echo x >> l",
    "ln -s /usr/share/x vendor; echo > vendor/y",
  ])("isn't made without a question: %s", (command) => {
    expect(decide(command, "execute")).not.toBe("allow");
    expect(decide(command, "review")).toBe("deny");
  });
});

describe("a link to the work that stands in a temporary folder", () => {
  it.each([
    "ln -s $PWD /tmp/l; echo x > /tmp/l/f",
    "ln -sfn $PWD/f /tmp/l; echo > /tmp/l",
    "D=$(mktemp -d); ln -s $PWD $D/l; touch $D/l/f",
    "ln -s $PWD /tmp/a; mv /tmp/a /tmp/b; echo > /tmp/b/x",
    "cp -as README.md /tmp/r; echo > /tmp/r",
    "cp -s $PWD/README.md /tmp/r",
    "cp -al src /tmp/src",
    "ln -s $PWD /tmp/z; rm -f /tmp/z/README.md",
    "ln $PWD/README.md /tmp/hl",
    "ln README.md /tmp/hl",
    "link README.md /tmp/hl",
    "rsync -a --link-dest=$PWD/src src/ /tmp/x",
  ])("is a write to the work: %s", (command) => {
    expect(decide(command, "review")).toBe("deny");
  });

  it("is followed by what comes after it in the same text", () => {
    expect(decide("ln -s $PWD /tmp/z; rm -rf /tmp/z/*", "execute")).toBe("ask");
    expect(decide("ln -s $PWD /tmp/z && mv /tmp/z /tmp/y && rm -rf /tmp/y/src", "execute")).toBe("ask");
    expect(decide("ln -s $PWD /tmp/z; rm -rf /tmp/z", "execute")).toBe("allow");
  });
});

describe("an everyday link", () => {
  it.each([
    "cd src && ln -s ../node_modules node_modules",
    "ln -s ../node_modules src/node_modules",
    "ln -sf README.md docs/link",
    "ln -s ../src docs/",
    "cd docs && ln -s ../README.md .",
    "ln -s src/* dist/",
    "for f in src/*; do ln -s ../$f dist/; done",
    "ln -s lib/l.js",
    "ln -sr src/a.js docs/a.js",
    "ln src/a.js src/c.js",
    'ln -sf "$(pwd)/src/a.js" docs/a.js',
    "ln -sf /dev/null src/x.log",
    "ln -s /usr/share/x vendor",
    "ln -sfn current releases",
    "mkdir -p packages/x && ln -s ../../node_modules packages/x/",
    "mkdir -p a/b && ln -s ../../src/a.js ../../src/b.js a/b",
    "cp -a src/lib docs/lib",
    "cp -l src/a.js src/c.js",
    "ln --help",
  ])("is made without a question: %s", (command) => {
    expect(decide(command, "execute")).toBe("allow");
  });

  it("to a program of the system is free in a temporary folder", () => {
    expect(decide("ln -s /usr/bin/python3 /tmp/python", "review")).toBe("allow");
  });
});

describe("a link that stands on the disk", () => {
  const linked = world({
    links: { [`${ROOT}/agent`]: "/home/u/.pi/agent", [`${ROOT}/docs/g.md`]: "../g.md", [`${ROOT}/far`]: "/etc" },
    kinds: { "/etc": "directory" },
  });
  it.each(["mv agent x; echo > x/settings.json", "cp -P agent x", "cp -a agent x", "rsync -a agent docs/", "git mv agent x"])(
    "leads there under its new name as well: %s",
    (command) => {
      expect([...rowsOf(command, linked)]).toContain("write-guard");
    },
  );

  it("is replaced, and the new one is read from the folder it stands in", () => {
    expect([...rowsOf("ln -sfn ../x.md docs/g.md", linked)]).toEqual(["read", "write"]);
    expect([...rowsOf("ln -sf ../x.md docs/g.md", linked)]).toEqual(["read", "write"]);
  });

  it("takes a new link into the folder it leads to", () => {
    expect([...rowsOf("ln -s $PWD/a far", linked)]).toContain("write-outside");
  });
});

it("a link opens no less than writing there asks for", () => {
  const part = fc.constantFrom("src", ".git", ".pi", "hooks", "..", ".", ".env", "a b", "node_modules", "key.pem");
  const start = fc.constantFrom("", "/home/u/proj/", "/home/u/", "~/.pi/", "/tmp/", "/etc/", "/opt/pi-modes/");
  const flags = fc.constantFrom("-s", "-sf", "-sT", "", "-f", "-sr");
  fc.assert(
    fc.property(start, fc.array(part, { minLength: 1, maxLength: 4 }), flags, (from, parts, flag) => {
      const to = `${from}${parts.map((one) => one.replace(" ", "\\ ")).join("/")}`;
      const written = rowsOf(`touch ${to}`, world());
      const made = rowsOf(`ln ${flag} ${to} ./zz`, world());
      return [...written].every((row) => made.has(row));
    }),
    { numRuns: 150 },
  );
});

it("any number of links is judged in bounded time", () => {
  const command = Array.from({ length: 300 }, (_, at) => `ln -s a${at} a${at + 1}`).join("; ");
  const started = performance.now();
  expect(effectsOf(`${command}; echo > a300/x`).length).toBeGreaterThan(0);
  expect(effectsOf("ln -s {a,b,c,d}{a,b,c,d}{a,b,c} x; ln -s x aaa; ln -s aaa x; echo > x/y").length).toBeGreaterThan(0);
  expect(performance.now() - started).toBeLessThan(2000);
});
