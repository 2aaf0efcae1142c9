import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createApproval } from "../../extensions/mode-manager/approval.ts";
import { dialogEnd } from "../../extensions/shared/dialogs.ts";
import { createAsker } from "../../extensions/tool-guard/ask.ts";
import { MODES } from "../../src/policy/modes.ts";
import { DEFAULT_SETTINGS } from "../../src/policy/settings.ts";
import { shareStore } from "../../src/session/store.ts";
import { makeRecordingUi } from "../host/kit/recording-ui.ts";
import { PLAN, submitted } from "../support/approvals.ts";
import { testBus } from "../support/bus.ts";
import { effect, ROOT, verdictOn } from "../support/effects.ts";

const LIMIT_MS = 100;
const ui = makeRecordingUi(() => new Promise<undefined>(() => {})).context;

let collect = () => {};
beforeAll(() => {
  setFlagsFromString("--expose-gc");
  collect = runInNewContext("gc") as () => void;
});
afterAll(() => setFlagsFromString("--no-expose-gc"));

function makeStore() {
  const { store } = shareStore(testBus(), "tool-guard");
  store.settings = { ...DEFAULT_SETTINGS, askTimeoutMs: LIMIT_MS };
  return store;
}

it.each<[string, () => Promise<unknown>]>([
  ["the guard's question", () => createAsker(makeStore()).ask({ tool: "bash", shown: "x", root: ROOT }, VAGUE, CONTEXT)],
  ["the approval", () => createApproval(makeStore()).approve({ state: submitted(PLAN), refused: [] }, CONTEXT)],
  [
    "a plain dialog",
    () => {
      const { signal } = dialogEnd(CONTEXT, makeStore());
      return ui.confirm("Well?", "", { signal }).then(() => ({ kind: signal.aborted ? "timed-out" : "answered" }));
    },
  ],
])("the time of %s is over also when everything was collected that nobody holds", async (_what, begin) => {
  const answer = begin();
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collect();
  }
  expect(await answer).toEqual({ kind: "timed-out" });
});

const CONTEXT = { hasUI: true, cwd: ROOT, signal: new AbortController().signal, ui } as unknown as ExtensionContext;
const VAGUE = verdictOn([effect({ kind: "opaque", why: "x" })], MODES.plan);
