// The keeper with a real folder, and a branch that is a list as the host's is.

import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createGrantKeeper, type GrantSources } from "../../extensions/shared/grants.ts";
import { decide } from "../../src/policy/decide.ts";
import { type GrantedShape, keyOf, shapesOf } from "../../src/policy/grants.ts";
import { MODES } from "../../src/policy/modes.ts";
import { BUILT_IN, circumstancesIn } from "../../src/policy/policy.ts";
import { GRANT_ENTRY } from "../../src/session/grants.ts";
import { createGrantFiles } from "../../src/workspace/grant-files.ts";
import { effect, ROOT, target, verdictOn } from "../support/effects.ts";

const NOW = Date.now();
const GIVEN = { mode: "execute", root: ROOT, shown: "git push && cp a ~/n.md" };
const made: string[] = [];
afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function setUp(
  more: Partial<GrantSources> = {},
  dir = join(made[made.push(mkdtempSync(join(tmpdir(), "pi-modes-keeper-"))) - 1] ?? "", "grants"),
) {
  const entries: unknown[] = [];
  const time = { now: NOW };
  const sources: GrantSources = {
    branch: () => [...entries],
    everything: () => entries,
    append: (customType, data) =>
      entries.push({ type: "custom", customType, id: `e${entries.length}`, data: JSON.parse(JSON.stringify(data)) }),
    files: createGrantFiles(dir),
    now: () => time.now,
    ...more,
  };
  return { dir, entries, time, keeper: createGrantKeeper(sources) };
}

const shapes: readonly GrantedShape[] = [
  { class: "vcs-change", tool: "bash", program: "git push", argv: ["git", "push"], cwd: ROOT },
  { class: "write-outside", tool: "bash", path: "/home/u/n.md", access: "write", program: "cp" },
];
const [push] = shapes;
const one = push ? [push] : [];
const keysIn = ({ keeper }: ReturnType<typeof setUp>) => [...keeper.index(NOW).keys()].sort();
const keysOf = (list: readonly GrantedShape[]) => list.map(keyOf).sort();

describe("keeping", () => {
  it("for the session writes an entry for each part, and no file", () => {
    const world = setUp();
    const kept = world.keeper.keep("session", shapes, GIVEN);
    expect(kept).toMatchObject({ kind: "kept", grants: [{ scope: "session", given: NOW }, {}] });
    expect(kept.grants.every((grant) => grant.root === undefined && /^[0-9a-f]{8}$/.test(grant.id))).toBe(true);
    expect(world.entries).toMatchObject(kept.grants.map((grant) => ({ customType: GRANT_ENTRY, data: { v: 1, grant } })));
    expect(keysIn(world)).toEqual(keysOf(shapes));
    expect(createGrantFiles(world.dir).list(NOW).grants).toEqual([]);
  });

  it("for the project and everywhere writes files, which the next session finds", () => {
    for (const scope of ["project", "everywhere"] as const) {
      const world = setUp();
      const kept = world.keeper.keep(scope, shapes, { ...GIVEN, expires: NOW + 60_000 });
      expect(kept.grants.map(({ root }) => root)).toEqual(scope === "project" ? [ROOT, ROOT] : [undefined, undefined]);
      expect(world.entries).toEqual([]);
      const next = setUp({}, world.dir);
      expect(keysIn(next)).toEqual(keysOf(shapes));
      expect(next.keeper.list().kept.map(({ grant }) => grant)).toEqual(kept.grants);
    }
  });

  it("lets the same call pass the next time, as far as the verdict asked", () => {
    const { keeper } = setUp();
    const call = [effect({ kind: "write", target: target("/home/u/n.md", "home", ["secret"]) }, "n.md", "cp")];
    keeper.keep("session", shapesOf(verdictOn(call, MODES.execute)) ?? [], GIVEN);
    const decided = decide(call, MODES.execute, BUILT_IN, circumstancesIn(ROOT, keeper.index(NOW), NOW));
    expect(decided).toMatchObject({ decision: "allow", reasons: [{ source: "grant" }] });
  });

  it("keeps what was shown, but not without end", () => {
    const { keeper } = setUp();
    const [grant] = keeper.keep("session", one, { ...GIVEN, shown: "x".repeat(50_000) }).grants;
    expect(grant?.shown.length).toBeLessThan(2500);
    expect(keeper.list().kept).toHaveLength(1);
  });

  it("fails with a sentence where the session can't be written to, and nothing holds", () => {
    const throws = () => {
      throw new Error("the session is closed");
    };
    for (const append of [throws, () => {}]) {
      const world = setUp({ append });
      expect(world.keeper.keep("session", shapes, GIVEN)).toMatchObject({
        kind: "failed",
        grants: [],
        why: expect.stringContaining("question will come again"),
      });
      expect(keysIn(world)).toEqual([]);
    }
  });

  it("fails with a sentence where the folder can't be written to", () => {
    const { dir } = setUp();
    writeFileSync(dir, "a file");
    expect(setUp({}, dir).keeper.keep("everywhere", shapes, GIVEN)).toMatchObject({ kind: "failed", why: expect.stringContaining(dir) });
  });

  it("fails for a command that is too long to be kept", () => {
    const long = [{ ...shapes[0], class: "vcs-change", tool: "bash", argv: ["git", "x".repeat(20_000)] }] as const;
    for (const scope of ["session", "everywhere"] as const) {
      const world = setUp();
      expect(world.keeper.keep(scope, long, GIVEN)).toMatchObject({ kind: "failed", why: expect.stringContaining("too long") });
      expect(world.entries).toEqual([]);
    }
  });
});

describe("the index", () => {
  it("is the same object until the branch or the folder changes", () => {
    const { keeper, dir, entries } = setUp();
    const first = keeper.index(NOW);
    expect(keeper.index(NOW)).toBe(first);
    entries.push({ type: "message" });
    keeper.keep("session", one, GIVEN);
    const second = keeper.index(NOW);
    expect(second).not.toBe(first);
    expect(keeper.index(NOW + 1)).toBe(second);
    setUp({}, dir).keeper.keep("everywhere", shapes, GIVEN);
    expect(keeper.index(NOW).size).toBe(2);
  });

  it("follows the branch: what another branch granted doesn't hold here", () => {
    const world = setUp();
    world.keeper.keep("session", one, GIVEN);
    const [entry] = world.entries.splice(0);
    expect(keysIn(world)).toEqual([]);
    world.entries.push({ type: "message" });
    expect(keysIn(world)).toEqual([]);
    world.entries.push(entry);
    expect(keysIn(world)).toEqual(keysOf(one));
  });

  it("holds nothing of the session when its branch can't be read, and what stands in the folder still", () => {
    const { dir, keeper } = setUp();
    keeper.keep("everywhere", one, GIVEN);
    const broken = setUp(
      {
        branch: () => {
          throw new Error("no session");
        },
      },
      dir,
    );
    expect(keysIn(broken)).toEqual(keysOf(one));
  });
});

describe("revoking", () => {
  it("ends a grant of the session by an entry, and one of the folder by removing its file", () => {
    const world = setUp();
    const session = world.keeper.keep("session", one, GIVEN).grants[0]?.id ?? "";
    const standing = world.keeper.keep("everywhere", one, GIVEN).grants[0]?.id ?? "";
    expect(session).not.toBe(standing);
    expect(world.keeper.revoke(session)).toMatchObject({ kind: "revoked", grants: [{ scope: "session" }] });
    expect(world.entries.at(-1)).toMatchObject({ customType: GRANT_ENTRY, data: { v: 1, revoked: session } });
    expect(keysIn(world)).toEqual(keysOf(one));
    expect(world.keeper.revoke(standing)).toMatchObject({ kind: "revoked", grants: [{ scope: "everywhere" }] });
    expect(keysIn(world)).toEqual([]);
    expect(readdirSync(world.dir)).toEqual([]);
  });

  it("knows nothing of an id that isn't there", () => {
    const world = setUp();
    for (const id of ["", "00000000", "__proto__", "../x"]) expect(world.keeper.revoke(id)).toEqual({ kind: "unknown" });
    expect(world.entries).toEqual([]);
  });

  it("says so when the grant still holds", () => {
    const world = setUp();
    const id = world.keeper.keep("session", one, GIVEN).grants[0]?.id ?? "";
    for (const append of [
      () => {},
      () => {
        throw new Error("closed");
      },
    ]) {
      const broken = createGrantKeeper({
        branch: () => world.entries,
        everything: () => world.entries,
        append,
        files: createGrantFiles(world.dir),
        now: () => NOW,
      });
      expect(broken.revoke(id)).toMatchObject({ kind: "failed", why: expect.stringContaining("still holds") });
    }
  });
});

describe("the list", () => {
  it("names where a grant is stored, leaves out what has expired, and counts what can't be read", () => {
    const { keeper, entries, dir, time } = setUp();
    entries.push({ type: "custom", customType: GRANT_ENTRY, data: "x" });
    keeper.keep("session", one, { ...GIVEN, expires: NOW + 10 });
    keeper.keep("everywhere", one, GIVEN);
    writeFileSync(join(dir, "x"), "");
    expect(keeper.list()).toMatchObject({
      kept: [{ file: undefined }, { file: expect.stringContaining(dir) }],
      unreadable: { entries: 1, files: 1 },
    });
    time.now = NOW + 10;
    expect(keeper.list().kept).toHaveLength(1);
    chmodSync(dir, 0o777);
    expect(keeper.list().kept).toEqual([]);
  });
});

describe("going back in the session", () => {
  it("doesn't bring back what was revoked later, but a grant that was given anew holds", () => {
    let seen = Number.POSITIVE_INFINITY;
    const entries: unknown[] = [];
    const append: GrantSources["append"] = (customType, data) =>
      void entries.push({ type: "custom", customType, id: `e${entries.length}`, data });
    const { keeper } = setUp({ branch: () => entries.slice(0, seen), everything: () => entries, append });
    const [shape] = shapes;
    if (!shape) throw new Error("no shape");
    const id = keeper.keep("session", [shape], GIVEN).grants[0]?.id ?? "";
    expect(keeper.list().kept).toHaveLength(1);
    keeper.revoke(id);
    seen = 1;
    expect(keeper.list().kept).toEqual([]);
    expect(keeper.index(NOW).size).toBe(0);
    seen = Number.POSITIVE_INFINITY;
    keeper.keep("session", [shape], GIVEN);
    expect(keeper.list().kept).toHaveLength(1);
  });
});
