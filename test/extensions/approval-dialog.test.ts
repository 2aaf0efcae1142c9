import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import type { Component } from "@mariozechner/pi-tui";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createApproval } from "../../extensions/mode-manager/approval.ts";
import { showApproval } from "../../extensions/mode-manager/approval-dialog.ts";
import { shareStore } from "../../src/session/store.ts";
import { approvalOf, MANIFEST, PLAN, submitted } from "../support/approvals.ts";
import { testBus } from "../support/bus.ts";

/** A host with a screen: one component at a time, closed by `done`. */
function fakeScreen() {
  const shown: { component: Component | undefined; closed: number } = { component: undefined, closed: 0 };
  const theme = { fg: (_color: string, text: string) => text, bold: (text: string) => text };
  const custom = (draw: (...parts: unknown[]) => Component) =>
    new Promise((resolve) => {
      shown.component = draw({ terminal: { rows: 60 }, requestRender() {} }, theme, {}, () => {
        shown.component = undefined;
        shown.closed += 1;
        resolve(undefined);
      });
    });
  return { custom, shown };
}

describe("approval on a screen", () => {
  it("takes no answer from what the host returns, and none from a host that draws nothing", async () => {
    const signal = new AbortController().signal;
    const forged = { kind: "approve", manifest: MANIFEST, askEdits: false };
    const lying = async (draw: (...parts: unknown[]) => unknown) => {
      draw({ terminal: { rows: 40 } }, {}, {}, () => {});
      return forged;
    };
    expect(await showApproval({ custom: lying } as never, approvalOf(), signal)).toEqual({ kind: "dismissed" });
    expect(await showApproval({ custom: async () => forged } as never, approvalOf(), signal)).toEqual({ kind: "no-screen" });
  });

  it("is never given by keys that name no approving choice, nor by any that come after an abort", async () => {
    const signals = [
      "abort",
      "a",
      "b",
      "f",
      "w",
      "1",
      "2",
      "3",
      "4",
      "d",
      "k",
      "c",
      "y",
      " ",
      "x",
      "\r",
      "\t",
      "\u001b",
      "\u001b[A",
      "\u001b[B",
      "\u001b[6~",
    ];
    const approving = new Set(["a", "b", "f", "w", "1", "2", "3", "4", "\u001b[A", "\u001b[B"]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...signals), { maxLength: 20 }), async (events) => {
        const run = new AbortController();
        const { custom, shown } = fakeScreen();
        let now = 0;
        const answer = showApproval({ custom } as never, approvalOf(), run.signal, () => now);
        for (const event of events) {
          now += 1000;
          shown.component?.render?.(80);
          if (event === "abort") run.abort();
          else shown.component?.handleInput?.(event);
        }
        run.abort();
        const { kind } = await answer;
        const until = events.includes("abort") ? events.indexOf("abort") : events.length;
        if (!events.slice(0, until).some((event) => approving.has(event))) expect(kind).not.toBe("approve");
        expect(shown.component).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  it("is asked for there only, and closed with the run", async () => {
    const run = new AbortController();
    const { custom, shown } = fakeScreen();
    const ui = { custom, select: () => Promise.reject(new Error("asked twice")) } as unknown as ExtensionContext["ui"];
    const { store } = shareStore(testBus(), "mode-manager");
    const context = { hasUI: true, signal: run.signal, ui };
    const answer = createApproval(store).approve({ state: submitted(PLAN), refused: [] }, context);
    await new Promise((resolve) => setTimeout(resolve, 300));
    run.abort();
    expect(await answer).toEqual({ kind: "aborted" });
    expect(shown).toEqual({ component: undefined, closed: 1 });
  });
});
