// What is copied, moved, unpacked or patched around the files that steer pi and the repository.

import { describe, expect, it } from "vitest";
import type { Workspace } from "../../src/effects/workspace.ts";
import { judge } from "../../src/judge.ts";
import { MODES } from "../../src/policy/modes.ts";
import { world as project } from "../support/project.ts";

const decide = (command: string, workspace: Workspace = project) =>
  judge({ tool: "bash", input: { command } }, workspace, MODES.execute).decision;

const diff = (path: string) => `--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-a\n+b\n`;
const PATCHES: Readonly<Record<string, string>> = {
  "/tmp/plain.diff": diff("src/a.js"),
  "/tmp/guarded.diff": diff(".pi/settings.json"),
  "/tmp/hook.diff": "diff --git a/x b/.git/hooks/pre-commit\nrename from x\nrename to .git/hooks/pre-commit\n",
  "/tmp/link.diff": "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+.pi\n",
  "/tmp/escaped.diff": '--- "a/\\056pi/x"\n+++ "b/\\056pi/x"\n',
  "/tmp/mail.patch": `From: a\nContent-Transfer-Encoding: base64\n\nLS0t\n`,
  [`${project.root}/old.diff`]: diff("src/a.js"),
};
const patched: Workspace = {
  ...project,
  kind: (path) => (path in PATCHES || path === "/tmp/large.diff" ? "file" : project.kind(path)),
  readText: (path) => PATCHES[path] ?? project.readText?.(path),
};

describe("what may overwrite what steers", () => {
  it.each([
    "cp -r /tmp/x/.pi .",
    "cp -r /tmp/x/.git .",
    "cp -r /tmp/x/. .",
    "cp -rT /tmp/x .",
    "cp -a /tmp/x/.pi ./",
    "cp -rt . /tmp/x/.pi",
    "cp -t .pi /tmp/x/pi-modes.json",
    "cp /tmp/x/.* .",
    "cp /tmp/x/.env .",
    'cp -r "$X" .',
    "install -m 644 /tmp/x/.env .",
    "ln -sf /tmp/x/.pi .",
    "mv /tmp/x/.pi .",
    "mv /tmp/x .pi",
    "git mv package.json .pi/settings.json",
    "git mv .pi/settings.json x",
    "rsync -a /tmp/x/ .",
    "rsync -a /tmp/x/.pi .",
    "rsync -a host:x/ .",
    "scp -r host:.pi .",
    "scp -r host:x/. .",
    "cd /tmp/x && cp --parents .pi/settings.json ~/proj",
    "rsync -aR /tmp/x/./.pi/settings.json .",
    "tar xf g.tar",
    "tar xf g.tar .pi/settings.json",
    "tar xf g.tar -C .",
    "bsdtar xf g.tar",
    "curl -sL https://example.com/x.tgz | tar xz",
    "unzip -o x.zip",
    "unzip -o x.zip .pi/x",
    "unzip -: x.zip -d vendor",
  ])("is a question: %s", (command) => {
    expect(decide(command)).not.toBe("allow");
  });
});

describe("a patch", () => {
  it.each([
    "git apply /tmp/guarded.diff",
    "git apply -p1 /tmp/plain.diff /tmp/guarded.diff",
    "patch -p1 < /tmp/guarded.diff",
    "patch -p1 -i /tmp/guarded.diff",
    "patch -d . -p1 < /tmp/hook.diff",
    "git apply /tmp/hook.diff",
    "git apply /tmp/link.diff",
    "git apply /tmp/escaped.diff",
    "git apply /tmp/large.diff",
    "git am /tmp/mail.patch",
    "git am < /tmp/guarded.diff",
    `git apply <<'E'\n${diff(".pi/settings.json")}E`,
    `cat > /tmp/new.diff <<'E'\n${diff(".pi/settings.json")}E\ngit apply /tmp/new.diff`,
    "curl -s https://example.com/p > old.diff; git apply old.diff",
    "curl -s https://example.com/p -o old.diff; git apply old.diff",
    "curl -s https://example.com/p | git apply",
  ])("that may change what steers is a question: %s", (command) => {
    expect(decide(command, patched)).not.toBe("allow");
  });

  it.each([
    "git apply /tmp/plain.diff",
    "git apply /tmp/missing.diff",
    "patch -p1 < /tmp/plain.diff",
    "patch src/a.js < /tmp/large.diff",
    "git am --3way < /tmp/plain.diff",
    "git am --continue",
    "git apply --check /tmp/guarded.diff",
    `git apply <<'E'\n${diff("src/a.js")}E`,
    `cat > /tmp/new.diff <<'E'\n${diff("src/a.js")}E\ngit apply /tmp/new.diff`,
  ])("of plain files is not: %s", (command) => {
    expect(decide(command, patched)).toBe("allow");
  });
});

describe("everyday copies and archives", () => {
  it.each([
    "cp -r src/lib docs/",
    "cp -r src/. docs/",
    "cp -r src/. .",
    "cp -r src/* dist/",
    "cp -r . /tmp/copy",
    "cp -a .git /tmp/git-backup",
    "mkdir -p build && cp -r src/. build/",
    "cp -r /tmp/x .",
    "cp *.md docs/",
    "cp /tmp/a.js /tmp/b.js src/",
    "mv /tmp/out/* dist/",
    "mv src/a.js .",
    "git mv src/a.js src/z.js",
    "git mv src docs/src",
    "rsync -a src/ /tmp/src/",
    "rsync -a ./ /tmp/copy/",
    "rsync -a templates/ packages/new/",
    "rsync -an /tmp/x/ .",
    "tar xzf x.tgz -C vendor",
    "tar xf x.tar src/a.js",
    "tar xzf x.tgz -C /tmp/y",
    "unzip -o x.zip -d vendor",
    "unzip -o x.zip src/a.js",
    "unzip -l x.zip",
  ])("go on without a question: %s", (command) => {
    expect(decide(command)).toBe("allow");
  });
});
