import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MODES } from "../../src/policy/modes.ts";
import { BUILT_IN } from "../../src/policy/policy.ts";
import { decodeModeEntry, decodeNoticeDetails, MODE_ENTRY, NOTICE_MESSAGE } from "../../src/session/entries.ts";
import { foldBranch, noticeDue } from "../../src/session/fold.ts";

let ids = 0;
const id = () => `e${++ids}`;
const mode = (name: string, previous?: string) => ({
  type: "custom",
  customType: MODE_ENTRY,
  id: id(),
  data: { v: 1, mode: name, ...(previous ? { previous } : {}), by: "user" },
});
const notice = (name: string) => ({
  type: "custom_message",
  customType: NOTICE_MESSAGE,
  id: id(),
  content: "",
  details: { v: 1, mode: name },
});
const message = () => ({ type: "message", id: id(), message: { role: "user" } });

describe("the fold over a branch", () => {
  it("starts in execute", () => {
    expect(foldBranch([])).toEqual({ mode: "execute", previous: "execute", once: false, unreadable: [], told: undefined });
  });

  it("takes the last switch and remembers the mode before it", () => {
    expect(foldBranch([mode("review"), message(), mode("plan", "review")])).toMatchObject({ mode: "plan", previous: "review" });
  });

  it("infers the mode before a switch that doesn't name it", () => {
    expect(foldBranch([mode("review"), mode("plan")])).toMatchObject({ mode: "plan", previous: "review" });
  });

  it("passes over entries of other kinds and of other extensions", () => {
    expect(
      foldBranch([
        mode("plan"),
        message(),
        { type: "custom", customType: "other", data: { mode: "execute" } },
        { type: "label" },
        null,
        7,
        "x",
      ]).mode,
    ).toBe("plan");
  });

  const unreadable: readonly [string, unknown][] = [
    ["of another version", { v: 2, mode: "execute", by: "user" }],
    ["with an unknown mode", { v: 1, mode: "yolo", by: "user" }],
    ["with an inherited name for a mode", { v: 1, mode: "__proto__", by: "user" }],
    ["with an unknown trigger", { v: 1, mode: "execute", by: "model" }],
    ["without data", undefined],
    ["with a number", 3],
    ["with a text", "execute"],
  ];
  for (const [name, data] of unreadable) {
    it(`takes a switch ${name} as the strictest mode and reports it`, () => {
      const entry = { type: "custom", customType: MODE_ENTRY, id: id(), data };
      expect(foldBranch([mode("execute"), entry])).toMatchObject({ mode: "plan", unreadable: [entry.id] });
    });
  }

  it("goes back to the strictest mode where the mode before is gone", () => {
    const entry = { type: "custom", customType: MODE_ENTRY, id: id(), data: { v: 1, mode: "execute", previous: "yolo", by: "user" } };
    expect(foldBranch([mode("review"), entry])).toMatchObject({ mode: "execute", previous: "plan", unreadable: [] });
  });

  it("knows the modes that the user made, and starts where they say", () => {
    const known = { modes: new Map([...BUILT_IN.modes, ["docs", { ...MODES.plan, name: "docs" }]]), startMode: "docs" };
    expect(foldBranch([], known).mode).toBe("docs");
    expect(foldBranch([mode("execute"), mode("docs")], known)).toMatchObject({ mode: "docs", unreadable: [] });
    expect(foldBranch([mode("execute"), mode("docs")]).mode).toBe("plan");
  });

  it("goes by a readable switch that follows an unreadable one", () => {
    expect(foldBranch([{ type: "custom", customType: MODE_ENTRY, id: id(), data: 1 }, mode("execute")])).toMatchObject({
      mode: "execute",
      unreadable: [],
    });
  });

  it("never throws, and never lands in a looser mode than the last readable switch", () => {
    fc.assert(
      fc.property(fc.array(fc.anything({ withNullPrototype: true, maxDepth: 3 })), (junk) => {
        expect(["plan", "execute", "review"]).toContain(foldBranch(junk).mode);
        expect(foldBranch([mode("plan"), ...junk]).mode).toBe("plan");
      }),
    );
  });
});

describe("whether the model must be told", () => {
  it("is no in a session that never left the default", () => {
    expect(noticeDue(foldBranch([message()]))).toBe(false);
  });

  it("is yes after a switch and no after its notice", () => {
    const branch = [message(), mode("plan")];
    expect(noticeDue(foldBranch(branch))).toBe(true);
    expect(noticeDue(foldBranch([...branch, notice("plan")]))).toBe(false);
  });

  it("is no after going there and back without a word in between", () => {
    expect(noticeDue(foldBranch([mode("plan"), mode("execute")]))).toBe(false);
  });

  it("is yes again when compaction swallowed the notice, also back in the default mode", () => {
    const kept = message();
    const branch = (last: string) => [
      mode("plan"),
      notice("plan"),
      ...(last === "plan" ? [] : [mode(last), notice(last)]),
      kept,
      { type: "compaction", id: id(), firstKeptEntryId: kept.id },
    ];
    expect(noticeDue(foldBranch(branch("plan")))).toBe(true);
    expect(noticeDue(foldBranch(branch("execute")))).toBe(true);
    expect(noticeDue(foldBranch([...branch("plan"), notice("plan")]))).toBe(false);
  });

  it("is no when compaction kept the notice", () => {
    const kept = message();
    expect(noticeDue(foldBranch([mode("plan"), kept, notice("plan"), { type: "compaction", id: id(), firstKeptEntryId: kept.id }]))).toBe(
      false,
    );
  });

  it("is yes when the notice can't be read", () => {
    expect(noticeDue(foldBranch([mode("plan"), { ...notice("plan"), details: { v: 9 } }]))).toBe(true);
  });
});

describe("decoding", () => {
  it("is total", () => {
    const boom = () => {
      throw new Error("trap");
    };
    const trap = new Proxy({}, { get: boom, has: boom, ownKeys: boom, getOwnPropertyDescriptor: boom });
    for (const data of [trap, null, [], () => 1, Symbol("s"), 1n]) {
      expect(decodeModeEntry(data)).toBeUndefined();
      expect(decodeNoticeDetails(data)).toBeUndefined();
    }
  });

  it("gives back what was written", () => {
    expect(decodeModeEntry({ v: 1, mode: "plan", previous: "review", by: "flag" })).toEqual({
      v: 1,
      mode: "plan",
      previous: "review",
      by: "flag",
    });
  });
});
