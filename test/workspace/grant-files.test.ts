// Standing grants in a scratch folder of the real file system.

import {
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Grant } from "../../src/policy/grants.ts";
import { GRANT_LIMIT } from "../../src/session/grants.ts";
import { createGrantFiles, grantId } from "../../src/workspace/grant-files.ts";
import { grantFor } from "./grant-writer.ts";

const NOW = Date.now();
const made: string[] = [];
afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function setUp() {
  const base = mkdtempSync(join(tmpdir(), "pi-modes-grants-"));
  made.push(base);
  const dir = join(base, "agent", "pi-modes", "grants");
  return { base, dir, files: createGrantFiles(dir) };
}

/** A folder with one grant in it, and the path of its file. */
function withOne(grant: Grant = grantFor("main")) {
  const world = setUp();
  expect(world.files.add(grant)).toEqual({ kind: "done", files: 1 });
  return { ...world, grant, file: world.files.pathOf(grant) };
}

describe("a standing grant", () => {
  it("comes back as it was given, also in another session", () => {
    const project = grantFor("main", { scope: "project", root: "/home/u/proj", expires: NOW + 1000, given: 5 });
    const { dir, files, grant } = withOne();
    files.add(project);
    for (const session of [files, createGrantFiles(dir)]) expect(session.list(NOW)).toEqual({ grants: [grant, project], unreadable: 0 });
  });

  it("lies in a folder and a file that only the user can open", () => {
    const { dir, file } = withOne();
    expect(lstatSync(dir).mode & 0o777).toBe(0o700);
    expect(lstatSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toHaveLength(1);
  });

  it("takes one file, however often it is given", () => {
    const { dir, files, grant } = withOne();
    files.add({ ...grant, given: 2, shown: "again" });
    expect(readdirSync(dir)).toHaveLength(1);
    expect(createGrantFiles(dir).list(NOW).grants).toMatchObject([{ shown: "again" }]);
  });

  it("doesn't hold any more when it has expired, and is removed when another is added", () => {
    const { dir, files } = setUp();
    files.add(grantFor("short", { expires: 1000 }));
    expect(files.list(999).grants).toHaveLength(1);
    expect(files.list(1000)).toEqual({ grants: [], unreadable: 0 });
    files.add(grantFor("other"));
    expect(readdirSync(dir)).toEqual([basename(files.pathOf(grantFor("other")))]);
  });

  it("counts for the longer time when it was given for two", () => {
    const { files } = setUp();
    const times = [NOW + 100_000, NOW + 300_000, NOW + 200_000];
    for (const expires of times) files.add(grantFor("main", { expires }));
    expect(files.list(NOW).grants).toMatchObject([{ expires: NOW + 300_000 }]);
    files.add(grantFor("main"));
    expect(files.list(NOW).grants).toEqual([grantFor("main")]);
    expect(files.remove(grantFor("main").id)).toEqual({ kind: "done", files: 4 });
    expect(files.list(NOW).grants).toEqual([]);
  });

  it("is gone after its removal, and nothing else is", () => {
    const { files, grant } = withOne();
    files.add(grantFor("other"));
    expect(files.remove(grant.id)).toEqual({ kind: "done", files: 1 });
    expect(files.remove(grant.id)).toEqual({ kind: "done", files: 0 });
    expect(files.list(NOW).grants).toEqual([grantFor("other")]);
    for (const id of ["", ".", "..", "../../x", grantFor("other").id.slice(0, 7)])
      expect(files.remove(id)).toEqual({ kind: "done", files: 0 });
  });
});

describe("a file of the folder opens nothing", () => {
  const written = (file: string, change: (text: string) => string) =>
    writeFileSync(file, change(readFileSync(file, "utf8")), { mode: 0o600 });
  const other = grantFor("other");
  const spoiled: readonly [string, (file: string, dir: string) => void, (number | undefined)?][] = [
    ["when it is cut off", (file) => written(file, (text) => text.slice(0, -1))],
    ["when it is empty", (file) => written(file, () => "")],
    ["when it holds another grant", (file) => written(file, () => JSON.stringify({ v: 1, grant: other }))],
    ["when its command was changed", (file) => written(file, (text) => text.replaceAll("main", "evil"))],
    ["when its mode was changed", (file) => written(file, (text) => text.replace('"execute"', '"plan"'))],
    ["when its end was taken away or moved", (file) => written(file, (text) => text.replace('"given"', '"expires":99,"given"'))],
    ["when it is of a newer version", (file) => written(file, (text) => text.replace('"v":1', '"v":2'))],
    ["when its name is another one", (file) => renameSync(file, `${file.slice(0, -6)}0.json`)],
    ["when it is larger than a grant can be", (file) => written(file, (text) => text + " ".repeat(GRANT_LIMIT))],
    [
      "when it is a link",
      (file, dir) => {
        renameSync(file, join(dirname(dir), "elsewhere"));
        symlinkSync(join(dirname(dir), "elsewhere"), file);
      },
    ],
    [
      "when it is a folder",
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
    ["when the group may write to it", (file) => chmodSync(file, 0o660)],
    ["when everybody may write to it", (file) => chmodSync(file, 0o602)],
  ];
  for (const [name, spoil] of spoiled) {
    it(name, () => {
      const { dir, file } = withOne();
      spoil(file, dir);
      expect(createGrantFiles(dir).list(NOW)).toEqual({ grants: [], unreadable: 1 });
    });
  }

  it("when it lies there under a name of its own", () => {
    const { dir, files, file } = withOne();
    for (const name of ["x.json", "copy", `${"A".repeat(64)}.json`]) copyFileSync(file, join(dir, name));
    expect(files.list(NOW)).toEqual({ grants: [grantFor("main")], unreadable: 3 });
  });

  it("when it and its folder are somebody else's", () => {
    const { dir } = withOne();
    const me = lstatSync(dir).uid;
    expect(createGrantFiles(dir, me).list(NOW).grants).toHaveLength(1);
    expect(createGrantFiles(dir, me + 1).list(NOW).grants).toEqual([]);
  });

  it("when it is a temporary one", () => {
    const { dir, files, file } = withOne();
    renameSync(file, join(dir, ".tmp-1-abc"));
    expect(files.list(NOW)).toEqual({ grants: [], unreadable: 0 });
  });
});

describe("a folder", () => {
  it("opens nothing and takes nothing when others may write to it", () => {
    const { dir, files } = withOne();
    for (const mode of [0o770, 0o707]) {
      chmodSync(dir, mode);
      expect(files.list(NOW).grants).toEqual([]);
      expect(files.add(grantFor("other"))).toMatchObject({ kind: "failed", why: expect.stringContaining("others could write") });
    }
    chmodSync(dir, 0o700);
    expect(files.list(NOW).grants).toHaveLength(1);
  });

  it("opens nothing when it is a link", () => {
    const { base, dir, files } = withOne();
    renameSync(dir, join(base, "elsewhere"));
    symlinkSync(join(base, "elsewhere"), dir);
    expect(files.list(NOW).grants).toEqual([]);
    expect(files.add(grantFor("other")).kind).toBe("failed");
  });

  it("holds nothing when it isn't there or is a file", () => {
    const { dir, files } = setUp();
    expect(files.list(NOW)).toEqual({ grants: [], unreadable: 0 });
    expect(files.remove("0123abcd")).toEqual({ kind: "done", files: 0 });
    mkdirSync(dirname(dir), { recursive: true });
    writeFileSync(dir, "");
    expect(files.list(NOW).grants).toEqual([]);
    expect(files.add(grantFor("main"))).toMatchObject({ kind: "failed", why: expect.stringContaining(dir) });
  });

  it("shows what another session does, also where it tells times by the second", () => {
    const { dir, files } = withOne();
    const theirs = createGrantFiles(dir);
    const freeze = () => utimesSync(dir, 1000, 1000);
    freeze();
    const before = files.stamp();
    expect(files.list(NOW).grants).toHaveLength(1);
    theirs.add(grantFor("other"));
    freeze();
    expect(files.stamp()).not.toBe(before);
    expect(files.list(NOW).grants).toHaveLength(2);
    theirs.remove(grantFor("other").id);
    theirs.add(grantFor("third"));
    freeze();
    expect(files.list(NOW).grants.map(({ shown }) => shown)).toEqual(["git push main", "git push third"]);
  });

  it("keeps its stamp as long as nothing changes", () => {
    const { files } = withOne();
    const before = files.stamp();
    files.list(NOW);
    expect(files.stamp()).toBe(before);
  });

  it("loses its abandoned temporary files, and no fresh ones", () => {
    const { dir, files } = setUp();
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    for (const name of [".tmp-1-old", ".tmp-2-fresh"]) writeFileSync(join(dir, name), "half");
    utimesSync(join(dir, ".tmp-1-old"), NOW / 1000 - 61, NOW / 1000 - 61);
    files.add(grantFor("main"));
    expect(readdirSync(dir).filter((name) => name.startsWith("."))).toEqual([".tmp-2-fresh"]);
  });
});

describe("what can't be kept", () => {
  it("is said with its reason, and leaves nothing behind", () => {
    const { dir, files } = withOne();
    const long = grantFor("x".repeat(GRANT_LIMIT));
    expect(files.add(long)).toMatchObject({ kind: "failed", why: expect.stringContaining("too long") });
    expect(files.add({ ...grantFor("x"), id: "00000000" })).toMatchObject({ kind: "failed" });
    const session = grantFor("x", { scope: "session" });
    expect(session.id).toBe(grantId(session));
    expect(files.add(session)).toMatchObject({ kind: "failed" });
    mkdirSync(files.pathOf(grantFor("blocked")));
    expect(files.add(grantFor("blocked"))).toMatchObject({ kind: "failed" });
    expect(readdirSync(dir)).toHaveLength(2);
  });

  it("is the five thousand and first, while one that is there can be given anew", () => {
    const { dir, files, file } = withOne();
    for (let index = 0; index < 4999; index++) linkSync(file, join(dir, `${index.toString(16).padStart(64, "0")}.json`));
    expect(files.add(grantFor("other"))).toMatchObject({ kind: "failed", why: expect.stringContaining("revoke some") });
    expect(files.add(grantFor("main"))).toEqual({ kind: "done", files: 1 });
  });
});
