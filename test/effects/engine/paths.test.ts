import { describe, expect, it } from "vitest";
import type { PathTarget } from "../../../src/effects/effect.ts";
import { isBroad, targetsOf } from "../../../src/effects/paths.ts";
import type { Access } from "../../../src/effects/scopes.ts";
import type { Cwd } from "../../../src/shell/facts.ts";
import { choice, glob, ROOT, unknown, word, world } from "./world.ts";

const HERE: Cwd = { kind: "dirs", dirs: [ROOT] };
const plain = world();

function short(target: PathTarget): string {
  return target.kind === "unknown" ? "unknown" : [target.path, target.scope, ...target.marks].join(" ");
}

function found(text: string | ReturnType<typeof word>, access: Access, workspace = plain, cwd: Cwd = HERE): readonly string[] {
  return targetsOf(typeof text === "string" ? word(text) : text, cwd, workspace, access).map(short);
}

describe("the scope of a path", () => {
  it.each([
    ["a.ts", "/home/u/proj/a.ts workspace"],
    ["./src/../a", "/home/u/proj/a workspace"],
    ["/home/u/proj-evil/a", "/home/u/proj-evil/a home"],
    ["../other/a", "/home/u/other/a home"],
    ["/tmp/x", "/tmp/x temp"],
    ["/tmpfoo", "/tmpfoo outside"],
    ["/etc/hosts", "/etc/hosts outside"],
    ["/dev/sda", "/dev/sda outside device"],
    ["/dev/shm/x", "/dev/shm/x outside"],
    ["/", "/ outside root guard"],
    ["/usr", "/usr outside root"],
    ["/home", "/home outside root guard"],
    ["/home/v", "/home/v outside root"],
    ["/home/u", "/home/u home root guard"],
    ["/tmp", "/tmp temp root"],
    ["/opt", "/opt outside root guard"],
    [".", "/home/u/proj workspace"],
    ["\0", "unknown"],
  ])("%j is %s", (path, expected) => {
    expect(found(path, "delete").map((one) => one.split(" ").sort().join(" "))).toEqual([expected.split(" ").sort().join(" ")]);
  });

  it.each(["/dev/null", "/dev//null", "/dev/./stderr", "/dev/fd/3", "/proc/self/fd/1", "/dev/tty"])(
    "%s takes nothing and gives nothing",
    (path) => {
      expect(found(path, "write")).toEqual([]);
    },
  );

  it("doesn't take a session in / or above the home folder for the user's work", () => {
    for (const root of ["/", "/home", "/etc"])
      expect(found("/etc/passwd", "write", world({ root, cwd: root }))).toEqual(["/etc/passwd outside"]);
  });

  it("keeps settings out of a session in the home folder", () => {
    const home = world({ root: "/home/u", cwd: "/home/u" });
    expect(found("/home/u/.bashrc", "write", home)).toEqual(["/home/u/.bashrc home"]);
    expect(found("/home/u/notes.txt", "write", home)).toEqual(["/home/u/notes.txt workspace"]);
  });
});

describe("the marks of a path", () => {
  it.each([
    [
      "secret",
      [
        ".env",
        ".ENV",
        "a/.env.local",
        "/home/u/.ssh/id_rsa",
        "key.pem",
        "x.key",
        "/home/u/.aws/credentials",
        "/home/u/.npmrc",
        "/etc/shadow",
        "/home/u/.netrc",
        "/home/u/.ssh/work",
      ],
    ],
    [
      "guard",
      [
        ".pi/settings.json",
        ".pi/extensions/a.ts",
        ".PI/x",
        "sub/.pi/x",
        "/home/u/.pi/agent/x",
        "/opt/pi-modes/src/a.ts",
        "/OPT/PI-MODES/x",
      ],
    ],
    ["vcs-internal", [".git/config", ".git/hooks/pre-commit", "sub/.git/index", ".GIT/config"]],
  ])("%s", (mark, paths) => {
    for (const path of paths) expect(found(path, "write").join()).toContain(mark);
  });

  it.each([
    ".env.example",
    ".env.sample",
    "/home/u/.ssh/id_rsa.pub",
    "/home/u/.ssh/known_hosts",
    "env.ts",
    "environment",
    ".npmrc",
    "keys.ts",
    ".pi/plans/a.md",
    ".github/x",
    ".gitignore",
    "pi/x",
  ])("%s has none", (path) => {
    expect(found(path, "write")).toEqual([expect.stringMatching(/ (workspace|home)$/)]);
  });

  it("leaves reads of .git plain, and marks who removes it", () => {
    expect(found(".git/config", "read")).toEqual(["/home/u/proj/.git/config workspace"]);
    expect(found(".git", "delete").join()).toContain("vcs-internal");
  });

  it("marks who removes a folder that holds what is guarded", () => {
    expect(found("/home/u/.pi", "delete").join()).toContain("guard");
    expect(found("/opt", "delete").join()).toContain("guard");
    expect(found("/opt", "write").join()).not.toContain("guard");
  });
});

describe("a path with links", () => {
  const linked = world({
    links: {
      "/home/u/proj/out": "/etc",
      "/home/u/proj/env": ".env",
      "/home/u/proj/.env.example": "/home/u/proj/.env",
      "/home/u/proj/loop": "loop",
      "/home/u/proj/null": "/dev/null",
      "/var/run": "/run",
    },
  });
  it.each([
    ["out/passwd", "write", ["/etc/passwd outside"]],
    ["out/../passwd", "write", ["/passwd outside"]],
    ["env", "read", ["/home/u/proj/.env workspace secret", "/home/u/proj/env workspace"]],
    [".env.example", "read", ["/home/u/proj/.env workspace secret", "/home/u/proj/.env.example workspace"]],
    ["out", "delete", ["/home/u/proj/out workspace"]],
    ["out/", "delete", ["/etc outside root"]],
    ["loop", "write", ["unknown", "/home/u/proj/loop workspace"]],
    ["loop/x", "write", ["unknown"]],
    // A program may replace the link instead of writing to the sink.
    ["null", "write", ["/home/u/proj/null workspace"]],
  ] as const)("%s, %s", (path, access, expected) => {
    expect(found(path, access, linked)).toEqual(expected);
  });

  it("is the process's own folder where /proc says so", () => {
    expect(found("/proc/self/cwd/a", "write")).toEqual(["/home/u/proj/a workspace"]);
  });
});

describe("a path that is partly known", () => {
  it.each([
    ["a glob in a folder", word("src/", glob("*.ts")), "write", ["/home/u/proj/src/*.ts workspace"]],
    ["`..` after a glob", word(glob("*"), "/../x"), "write", ["unknown"]],
    ["a glob that may be `..`", word(glob(".*"), "/x"), "write", ["unknown"]],
    ["an unknown end", word("src/", unknown()), "write", ["unknown"]],
    ["an unknown number", word("src/part", unknown("number"), ".txt"), "write", ["/home/u/proj/src/part*.txt workspace"]],
    ["a fresh temporary file", word(unknown("temp")), "delete", ["/tmp/mktemp* temp"]],
    ["a file in a fresh temporary folder", word(unknown("temp"), "/a/b"), "write", ["/tmp/mktemp*/a/b temp"]],
    ["a way out of a temporary folder", word(unknown("temp"), "/../b"), "delete", ["unknown"]],
    ["all below the root", word("/", glob("*")), "delete", ["/* outside guard root"]],
    ["all below the home folder", word("/home/u/", glob(".*")), "delete", ["unknown"]],
    ["some below the root", word("/tmp/x-", glob("*")), "delete", ["/tmp/x-* temp"]],
    ["several values", word(choice("a", "/etc/b")), "write", ["/home/u/proj/a workspace", "/etc/b outside"]],
    ["a secret in an unknown folder", word(unknown(), "/.env"), "read", ["…/.env outside secret"]],
    ["a secret under a glob", word(glob(".env*")), "read", ["/home/u/proj/.env* workspace secret"]],
    ["a glob that only might meet a secret", word(glob("*")), "read", ["/home/u/proj/* workspace"]],
    ["a glob in a folder of secrets", word("/home/u/.ssh/", glob("*")), "read", ["/home/u/.ssh/* home secret"]],
    [
      "a write that might meet git's own files",
      word(glob(".gi*"), "/config"),
      "write",
      ["/home/u/proj/.gi*/config workspace vcs-internal"],
    ],
    ["a write that can't meet a secret", word(glob("*.log")), "write", ["/home/u/proj/*.log workspace"]],
  ] as const)("%s", (_, text, access, expected) => {
    expect(found(text, access)).toEqual(expected);
  });

  it("is looked up in each folder that the command may run in", () => {
    expect(found("a", "write", plain, { kind: "dirs", dirs: [ROOT, "/tmp"] })).toEqual(["/home/u/proj/a workspace", "/tmp/a temp"]);
    expect(found("a", "write", plain, { kind: "unknown", why: "cd" })).toEqual(["unknown"]);
    expect(found("/tmp/a", "write", plain, { kind: "unknown", why: "cd" })).toEqual(["/tmp/a temp"]);
  });
});

describe("a broad delete", () => {
  const kinds = world({ kinds: { "/home/u/proj/src": "directory", "/home/u/proj/a.txt": "file", "/home/u/proj/dist": "directory" } });
  it.each([
    [word("."), true, true],
    [word(".."), true, true],
    [word("src"), true, true],
    [word("src"), false, false],
    [word("src/legacy"), true, false],
    [word("a.txt"), true, false],
    [word("dist"), true, false],
    [word("node_modules"), true, false],
    [word(glob("*")), false, true],
    [word(glob("*"), ".log"), true, false],
    [word("src/", glob("*")), true, true],
    [word("src/", glob("*")), false, true],
    [word("src/", glob("*"), ".ts"), false, false],
    [word("dist/", glob("*")), true, false],
    [word("src/", glob("**"), "/x.ts"), false, true],
    [word(glob("**"), "/", glob("*.pyc")), true, false],
    [word("/tmp/x"), true, false],
    [word(unknown()), true, true],
  ])("%j recursive %s: %s", (text, recursive, expected) => {
    expect(targetsOf(text, HERE, kinds, "delete").some((target) => isBroad(target, recursive, kinds))).toBe(expected);
  });
});
