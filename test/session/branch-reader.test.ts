// What is read of a session's log is what its branch says, however it grew, and what was lost from it counts as the strictest.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visibleFrom } from "../../src/branch.ts";
import { foldPlan } from "../../src/plan/fold.ts";
import { createBranchReader, type SessionLog } from "../../src/session/branch-reader.ts";
import { foldBranch } from "../../src/session/fold.ts";
import { foldGrants } from "../../src/session/grants.ts";

interface Entry {
  readonly id: string;
  readonly parentId: string | null;
  readonly type: string;
  readonly customType?: string;
  readonly data?: unknown;
  readonly firstKeptEntryId?: string;
}

/** A log as hosts keep it. */
class Log implements SessionLog {
  entries: Entry[] = [];
  leaf: string | null = null;
  passes = 0;
  header: unknown = {};
  file: string | undefined = "/session.jsonl";
  getLeafId = () => this.leaf;
  getEntry = (id: string) => this.entries.find((entry) => entry.id === id);
  getEntries = () => {
    this.passes += 1;
    return this.entries;
  };
  getHeader = () => this.header;
  getSessionFile = () => this.file;
  getBranch = (): Entry[] => {
    const branch: Entry[] = [];
    for (let entry = this.leaf === null ? undefined : this.getEntry(this.leaf); entry; ) {
      branch.unshift(entry);
      entry = entry.parentId === null ? undefined : this.getEntry(entry.parentId);
    }
    return branch;
  };
  add(entry: Omit<Entry, "id" | "parentId">): string {
    const id = `e${this.entries.length}`;
    this.entries.push({ ...entry, id, parentId: this.leaf });
    this.leaf = id;
    return id;
  }
}

const mode = (name: string) => ({ type: "custom", customType: "pi-modes:mode", data: { v: 1, mode: name, by: "user" } });
const message = { type: "message" };
const step = fc.oneof(
  fc.constantFrom(
    message,
    mode("plan"),
    mode("execute"),
    mode("review"),
    { ...mode("x"), data: 7 },
    { type: "custom", customType: "other" },
  ),
  fc.constant("compact" as const),
  fc.nat().map((to) => ({ to })),
);

describe("the reader", () => {
  it("gives the folds what the whole branch gives, after each step, whenever it was asked before", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.boolean()), { maxLength: 40 }), (steps) => {
        const log = new Log();
        const reader = createBranchReader();
        for (const [what, isAsked] of steps) {
          if (what === "compact") log.add({ type: "compaction", firstKeptEntryId: log.getBranch().at(-3)?.id ?? "none" });
          else if ("to" in what) log.leaf = log.entries[what.to % (log.entries.length || 1)]?.id ?? null;
          else log.add(what);
          if (!isAsked) continue;
          const read = reader.read(log);
          const branch = log.getBranch();
          expect(foldBranch(read)).toEqual(foldBranch(branch));
          // What the model still sees begins with the same entry.
          if (branch.some(({ type }) => type === "compaction")) expect(read[visibleFrom(read)]).toBe(branch[visibleFrom(branch)]);
        }
      }),
    );
  });

  it("knows the ids of all our entries, those of other branches too, and those that were added since", () => {
    const isMine = ({ customType }: Entry) => customType?.startsWith("pi-modes:") === true;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.array(fc.constantFrom(message, mode("plan")), { maxLength: 5 }), (steps, later) => {
        const log = new Log();
        const reader = createBranchReader();
        const all = () => new Set(log.entries.filter(isMine).map(({ id }) => id));
        for (const what of steps) {
          if (what === "compact") log.add({ type: "compaction" });
          else if ("to" in what) log.leaf = log.entries[what.to % (log.entries.length || 1)]?.id ?? null;
          else log.add(what);
        }
        expect(new Set(reader.ids(log))).toEqual(all());
        for (const what of later) log.add(what);
        expect(new Set(reader.ids(log))).toEqual(all());
        log.leaf = null;
        expect(reader.read(log)).toEqual([]);
        expect(new Set(reader.ids(log))).toEqual(all());
      }),
    );
  });

  it("goes through everything once, and gives the same array while nothing of ours is added", () => {
    const log = new Log();
    const reader = createBranchReader();
    log.add(message);
    const first = reader.read(log);
    for (let count = 0; count < 50; count += 1) {
      log.add(message);
      expect(reader.read(log)).toBe(first);
    }
    log.add(mode("plan"));
    expect(reader.read(log)).not.toBe(first);
    expect(foldBranch(reader.read(log)).mode).toBe("plan");
    expect(log.passes).toBe(1);
  });

  it("reads anew what may be another session under the same names", () => {
    const log = new Log();
    const reader = createBranchReader();
    log.add(mode("plan"));
    reader.read(log);
    log.entries = [{ ...mode("execute"), id: "e0", parentId: null }];
    reader.forget();
    expect(foldBranch(reader.read(log)).mode).toBe("execute");
  });
});

describe("a branch with a hole", () => {
  const holed = () => {
    const log = new Log();
    log.add(message);
    log.add(mode("execute"));
    const lost = log.add(mode("plan"));
    log.add(message);
    log.entries = log.entries.filter(({ id }) => id !== lost);
    return log;
  };

  it("counts as the strictest mode, and opens nothing that was open before", () => {
    const read = createBranchReader().read(holed());
    expect(foldBranch(read)).toMatchObject({ mode: "plan" });
    expect(foldBranch(read).unreadable).toHaveLength(1);
    expect(foldPlan(read).unreadable).toBe(1);
    expect(foldGrants(read).unreadable).toBe(1);
  });

  it("is none in a fork, whose labels its host has left out, and in memory", () => {
    const fork = holed();
    fork.header = { parentSession: "/other.jsonl" };
    expect(foldBranch(createBranchReader().read(fork)).mode).toBe("execute");
    const memory = holed();
    memory.file = undefined;
    expect(foldBranch(createBranchReader().read(memory)).mode).toBe("execute");
  });

  it("is one also where the hole is at the beginning or at the end", () => {
    const log = holed();
    log.entries = log.entries.slice(1);
    expect(foldBranch(createBranchReader().read(log)).unreadable.length).toBeGreaterThan(0);
    const gone = new Log();
    gone.add(mode("execute"));
    gone.leaf = "nowhere";
    expect(foldBranch(createBranchReader().read(gone)).mode).toBe("plan");
  });
});
