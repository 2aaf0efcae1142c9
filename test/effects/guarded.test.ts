// What steers pi and this package is a guarded target, whatever the tool and however the path is written.

import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { effectsOfCall } from "../../src/effects/tools.ts";
import { classesOf } from "../../src/policy/classes.ts";
import { nodeWorkspace } from "../../src/workspace/node.ts";
import { makeScratch } from "../host/kit/scratch.ts";

const scratch = makeScratch();
afterAll(() => scratch.remove());
const packageDir = join(scratch.root, "package");
const elsewhere = join(scratch.root, "elsewhere");

const TARGETS = {
  "the user's config": join(scratch.agent, "pi-modes.json"),
  "pi's settings": join(scratch.agent, "settings.json"),
  "a standing grant": join(scratch.agent, "pi-modes/grants/aa.json"),
  "the trust in a project": join(scratch.agent, "pi-modes/trust/bb.json"),
  "the audit log": join(scratch.agent, "pi-modes/audit.jsonl"),
  "a session": join(scratch.agent, "sessions/--project--/s.jsonl"),
  "a session kept elsewhere": join(elsewhere, "sessions/s.jsonl"),
  "an extension of the user": join(scratch.agent, "extensions/mine.ts"),
  "an extension that was loaded from elsewhere": join(elsewhere, "tool.ts"),
  "this package's code": join(packageDir, "src/policy/decide.ts"),
  "the project's config": join(scratch.project, ".pi/pi-modes.json"),
  "an extension of the project": join(scratch.project, ".pi/extensions/x.ts"),
} as const;

for (const path of Object.values(TARGETS)) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "{}");
}
const link = join(scratch.project, "link");
symlinkSync(scratch.root, link);

const workspace = nodeWorkspace({
  cwd: scratch.project,
  home: scratch.home,
  agentDir: scratch.agent,
  packageDir,
  guarded: [join(elsewhere, "sessions"), join(elsewhere, "tool.ts")],
  env: { HOME: scratch.home, PATH: process.env.PATH },
});

const shell = (command: (path: string) => string) => (path: string) => ({ tool: "bash", input: { command: command(path) } });
const below = (path: string) => path.slice(scratch.root.length + 1);

const WAYS: Readonly<Record<string, (path: string) => { tool: string; input: unknown }>> = {
  "the write tool": (path) => ({ tool: "write", input: { path, content: "x" } }),
  "the edit tool": (path) => ({ tool: "edit", input: { path, oldText: "{", newText: "[" } }),
  "a path relative to the project": (path) => ({ tool: "write", input: { path: `../${below(path)}`, content: "x" } }),
  "another name of the path": (path) => ({ tool: "write", input: { file_path: path, content: "x" } }),
  "a link in the project": (path) => ({ tool: "write", input: { path: `link/${below(path)}`, content: "x" } }),
  "other letters": (path) => ({
    tool: "write",
    input: { path: path.toUpperCase().replace(scratch.root.toUpperCase(), scratch.root), content: "x" },
  }),
  "a redirection": shell((path) => `echo x > ${path}`),
  "a redirection after cd": shell((path) => `cd ${dirname(path)} && echo x >> ./${path.split("/").at(-1)}`),
  "a variable": shell((path) => `f=${path}; echo x > "$f"`),
  "a loop": shell((path) => `for f in ${path}; do echo x > $f; done`),
  "a link and a redirection": shell((path) => `echo x > link/${below(path)}`),
  tee: shell((path) => `echo x | tee ${path}`),
  cp: shell((path) => `cp README.md ${path}`),
  "mv over it": shell((path) => `mv README.md ${path}`),
  "mv away": shell((path) => `mv ${path} /tmp/x`),
  "ln over it": shell((path) => `ln -sf /tmp/x ${path}`),
  "sed -i": shell((path) => `sed -i s/a/b/ ${path}`),
  "perl -i": shell((path) => `perl -i -pe s/a/b/ ${path}`),
  dd: shell((path) => `dd if=README.md of=${path}`),
  truncate: shell((path) => `truncate -s 0 ${path}`),
  rm: shell((path) => `rm ${path}`),
  "rm of its folder": shell((path) => `rm -rf ${dirname(path)}`),
  "a pattern": shell((path) => `rm ${dirname(path)}/*`),
  "find -delete": shell((path) => `find ${dirname(path)} -delete`),
  install: shell((path) => `install README.md ${path}`),
  "curl -o": shell((path) => `curl -o ${path} http://example.org/`),
  "a nested shell": shell((path) => `bash -c 'echo x > ${path}'`),
  xargs: shell((path) => `echo ${path} | xargs rm`),
  chmod: shell((path) => `chmod 600 ${path}`),
};

describe.each(Object.entries(TARGETS))("%s", (_name, path) => {
  it.each(Object.entries(WAYS))("is guarded through %s", (_way, call) => {
    const rows = effectsOfCall(call(path), workspace).flatMap(classesOf);
    // Where it can't be followed it is a question of its own: never plainly open.
    expect(rows.some((row) => row === "write-guard" || row === "opaque" || row === "write-outside")).toBe(true);
  });

  it("is named as such by the plain ways", () => {
    for (const way of [
      "the write tool",
      "a redirection",
      "tee",
      "cp",
      "mv over it",
      "sed -i",
      "rm",
      "a nested shell",
      "a link in the project",
      "other letters",
    ])
      expect(effectsOfCall(WAYS[way]?.(path) ?? { tool: "", input: 0 }, workspace).flatMap(classesOf), way).toContain("write-guard");
  });
});

it("the administrator's policy is guarded too", () => {
  expect(effectsOfCall({ tool: "bash", input: { command: "rm /etc/pi-modes/policy.json" } }, workspace).flatMap(classesOf)).toContain(
    "write-guard",
  );
});
