// The real file system, in a scratch folder with links of every sort.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeWorkspace } from "../../src/workspace/node.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-node-")));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const home = join(base, "home");
const proj = join(home, "proj");
for (const folder of [
  "home/proj/.git",
  "home/proj/src/deep",
  "home/proj-evil",
  "home/proj/bin",
  "other/inner",
  "tools",
  "plain/sub",
  "home/tree",
]) {
  mkdirSync(join(base, folder), { recursive: true });
}
writeFileSync(join(proj, "a.txt"), "text");
writeFileSync(join(proj, "bin", "mine"), "");
writeFileSync(join(base, "tools", "theirs"), "");
writeFileSync(join(home, "tree", ".git"), "gitdir: /elsewhere");
const link = (to: string, at: string): void => symlinkSync(to, join(proj, at));
link("../../other", "out");
link("a.txt", "alias");
link("loop2", "loop1");
link("loop1", "loop2");
link("gone/x", "dangling");
link(join(base, "other", "inner"), "inner");
link("/proc/self/cwd", "process");
link("bin/mine", "mine-link");
symlinkSync(join(proj, "bin", "mine"), join(base, "tools", "linked"));

const open = (env: Record<string, string> = {}, cwd = proj) =>
  nodeWorkspace({ cwd, home, env: { HOME: home, PATH: "/usr/bin:/bin", ...env } });
const workspace = open();

describe("a path is where the kernel would go", () => {
  it.each([
    [".", proj],
    ["", proj],
    ["a.txt", `${proj}/a.txt`],
    ["./src//deep/../x", `${proj}/src/x`],
    ["alias", `${proj}/a.txt`],
    ["out", `${base}/other`],
    ["out/..", base],
    ["inner/..", `${base}/other`],
    ["inner/../../home/proj/src", `${proj}/src`],
    ["out/new/file", `${base}/other/new/file`],
    ["dangling", `${proj}/gone/x`],
    ["missing/deep/file", `${proj}/missing/deep/file`],
    ["../proj-evil/x", `${home}/proj-evil/x`],
    ["/", "/"],
    ["/..", "/"],
    // Nobody can go up from what isn't there, or round a loop.
    ["missing/../a.txt", undefined],
    ["loop1", undefined],
    ["loop1/x", undefined],
    ["process", undefined],
    ["process/x", undefined],
    ["a\0b", undefined],
    ["x".repeat(300), undefined],
    ["x/".repeat(3000), undefined],
  ])("%j", (path, expected) => {
    expect(workspace.realPath(proj, path)).toBe(expected);
  });

  it("counts a link that was made a moment ago", () => {
    expect(workspace.realPath(proj, "fresh/x")).toBe(`${proj}/fresh/x`);
    link("../../other", "fresh");
    expect(workspace.realPath(proj, "fresh/x")).toBe(`${base}/other/x`);
  });
});

describe("what stands at a path", () => {
  it.each([
    ["a.txt", "file"],
    ["alias", "file"],
    ["src", "directory"],
    ["out", "directory"],
    ["nothing", "missing"],
    ["a.txt/x", "missing"],
    ["dangling", "missing"],
  ])("%s: %s", (path, kind) => {
    expect(workspace.kind(join(proj, path))).toBe(kind);
  });
  it("knows devices", () => {
    expect(workspace.kind("/dev/null")).toBe("device");
  });
});

describe("the root of the work", () => {
  it.each([
    [proj, proj],
    [`${proj}/src/deep`, proj],
    [`${proj}/out`, `${base}/other`],
    [`${home}/tree`, `${home}/tree`],
    [`${base}/plain/sub`, `${base}/plain/sub`],
    [home, home],
  ])("from %s", (cwd, root) => {
    expect(open({}, cwd).root).toBe(root);
  });

  it("is never the home folder of a session below it", () => {
    mkdirSync(join(home, ".git"));
    mkdirSync(join(home, "loose"));
    expect(open({}, join(home, "loose")).root).toBe(join(home, "loose"));
  });
});

describe("the surroundings", () => {
  it("has the temporary folders, but takes none from TMPDIR that holds the home folder", () => {
    expect(workspace.temp).toContain("/tmp");
    expect(open({ TMPDIR: `${base}/other` }).temp).toContain(`${base}/other`);
    expect(open({ TMPDIR: base }).temp).not.toContain(base);
  });
  it("guards pi's agent directory and this package", () => {
    expect(workspace.guarded).toEqual([`${home}/.pi/agent`, "/etc/pi-modes"]);
    expect(nodeWorkspace({ cwd: proj, home, agentDir: `${proj}/out`, packageDir: `${base}/tools`, env: {} }).guarded).toEqual([
      `${base}/other`,
      "/etc/pi-modes",
      `${base}/tools`,
    ]);
  });
  it("takes `~` in the agent directory's name for the home folder, as pi does", () => {
    const guarded = (name: string) => nodeWorkspace({ cwd: proj, home, env: { PI_CODING_AGENT_DIR: name } }).guarded;
    expect(guarded("~/agent")[0]).toBe(`${home}/agent`);
    expect(guarded("~")[0]).toBe(home);
    expect(guarded("")[0]).toBe(`${home}/.pi/agent`);
  });
  it("runs bash, but not everywhere", () => {
    expect(workspace.shell).toBe("bash");
    expect(nodeWorkspace({ cwd: proj, home, env: {}, platform: "win32" }).shell).toBe("other");
  });
  it("knows the environment's own variables alone", () => {
    expect([workspace.env("HOME"), workspace.env("toString"), workspace.env("NOPE")]).toEqual([home, undefined, undefined]);
  });
});

describe("a name is shadowed", () => {
  it.each([
    ["mine", `${proj}/bin:/usr/bin`, true],
    ["theirs", `${proj}/bin:/usr/bin`, false],
    ["ls", `${proj}/bin:/usr/bin:/bin`, false],
    ["linked", `${base}/tools`, true],
    ["theirs", `${base}/tools:/usr/bin`, true],
    ["ls", ".:/usr/bin", true],
    ["ls", ":/usr/bin", true],
    ["ls", "node_modules/.bin:/usr/bin", true],
    ["ls", "/usr/bin:/bin:node_modules/.bin", false],
    ["no-such-name", "/usr/bin:/bin:node_modules/.bin", true],
  ])("%s in %s: %s", (program, path, expected) => {
    expect(open({ PATH: path }).shadowed(program)).toBe(expected);
  });
});
