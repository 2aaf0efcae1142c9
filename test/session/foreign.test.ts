import { describe, expect, it } from "vitest";
import { foldPlan } from "../../src/plan/fold.ts";
import { BUILT_IN } from "../../src/policy/policy.ts";
import { foldBranch } from "../../src/session/fold.ts";
import { remedies } from "../../src/session/foreign.ts";
import { foldGrants } from "../../src/session/grants.ts";
import { foldTripwire, reopenedEntry, tripwireEntry } from "../../src/session/tripwire.ts";
import { MANIFEST, PLAN } from "../support/approvals.ts";

let count = 0;
const entry = (customType: string, data: unknown, own: boolean) => ({
  type: "custom",
  customType: `pi-modes:${customType}`,
  id: `${++count}`,
  data,
  own,
});
type Entry = ReturnType<typeof entry>;
const mode = (name: string, own = true) => entry("mode", { v: 1, mode: name, previous: "plan", by: "user" }, own);

/** The branch as it is after everything was taken back. */
function settled(...entries: readonly Entry[]): readonly unknown[] {
  const due = remedies({ entries, isOwn: (one) => (one as Entry).own, policy: BUILT_IN });
  return [...entries, ...due.map(({ type, data }) => entry(type.slice("pi-modes:".length), data, true))];
}

describe("entries of others", () => {
  it("are left alone where there are none", () => {
    const entries = [mode("plan"), mode("execute"), entry("plan", { v: 9 }, true)];
    expect(settled(...entries)).toEqual(entries);
  });

  it.each([
    ["a looser mode", [mode("plan"), mode("execute", false)], "plan"],
    ["a looser mode in a session that begins loose", [mode("execute", false)], "execute"],
    ["two looser modes", [mode("plan"), mode("review", false), mode("execute", false)], "plan"],
    ["a stricter mode", [mode("execute"), mode("review", false)], "review"],
    ["a stricter mode and back", [mode("execute"), mode("plan", false), mode("execute", false)], "plan"],
    ["a looser mode before our own word", [mode("plan"), mode("execute", false), mode("review")], "review"],
    ["a looser mode after our own word", [mode("plan"), mode("review"), mode("execute", false)], "review"],
    ["what can't be read", [mode("execute"), entry("mode", { v: 7 }, false)], "plan"],
    ["a looser mode after what can't be read", [entry("mode", { v: 7 }, true), mode("execute", false)], "plan"],
    ["a mode that isn't there", [mode("execute"), mode("nowhere", false)], "plan"],
  ] as const)("%s", (_name, entries, wanted) => {
    expect(foldBranch(settled(...entries)).mode).toBe(wanted);
  });

  const release = { manifest: MANIFEST, askEdits: false, mode: "execute" };
  const submitted = (own: boolean) => entry("plan", { v: 1, event: "submitted", plan: PLAN }, own);
  const approved = (own: boolean) => entry("plan", { v: 1, event: "approved", plan: PLAN.id, revision: PLAN.revision, release }, own);

  it("approve no plan, whoever submitted it, and take back no approval of the user", () => {
    expect(foldPlan([submitted(true), approved(false)]).stage).toBe("approved");
    for (const own of [true, false])
      expect(foldPlan(settled(submitted(own), approved(false)))).toMatchObject({ stage: "submitted", waits: true });
    expect(foldPlan(settled(submitted(true), approved(true), mode("execute", false))).stage).toBe("approved");
  });

  it("grant nothing, and may revoke", () => {
    const grant = {
      ...{ id: "00000001", scope: "session", mode: "plan", shown: "node -e 1", given: 1 },
      shape: { class: "execute", tool: "bash", program: "node", argv: ["node", "-e", "1"], cwd: "/" },
    };
    expect(foldGrants([entry("grant", { v: 1, grant }, false)]).grants).toHaveLength(1);
    expect(foldGrants(settled(entry("grant", { v: 1, grant }, false))).grants).toEqual([]);
    expect(foldGrants(settled(entry("grant", { v: 1, grant }, true), entry("grant", { v: 1, revoked: "00000001" }, false))).grants).toEqual(
      [],
    );
  });

  it("reopen nothing that the tripwire closed", () => {
    const closed = tripwireEntry("plan", "make", [{ program: "make", word: null, options: [] }], ["a"]);
    const both = [entry("tripwire", closed, true), entry("tripwire", reopenedEntry("make"), false)];
    expect(foldTripwire(both).entries).toEqual([]);
    expect(foldTripwire(settled(...both)).entries).toEqual([closed]);
  });
});
