import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";
import { beforeEach, expect, it } from "vitest";
import { hushAfterEnd } from "../../extensions/shared/after-end.ts";

type Handler = (event: unknown, context: unknown) => unknown;

let handlers: Map<string, Handler>;
let pi: ExtensionAPI;
let isOver: boolean;

beforeEach(() => {
  handlers = new Map();
  isOver = false;
  const host = { on: (name: string, handler: Handler) => void handlers.set(name, handler) };
  pi = host as unknown as ExtensionAPI;
  hushAfterEnd(pi, () => isOver);
});

const send = (name: string) => handlers.get(name)?.({}, {});
const stale = () => {
  throw new Error("This extension ctx is stale.");
};

it("leaves everything as it is while the session lasts, the promise of a handler too", async () => {
  const promise = Promise.resolve({ message: "x" });
  pi.on("turn_end", stale);
  pi.on("before_agent_start", () => promise as never);
  expect(() => send("turn_end")).toThrow("stale");
  expect(send("before_agent_start")).toBe(promise);
});

it("drops what a handler throws after the end, at once or later, and keeps what it gives", async () => {
  pi.on("turn_end", stale);
  pi.on("tool_result", async () => stale());
  pi.on("before_agent_start", () => ({ systemPrompt: "x" }));
  isOver = true;
  expect(await send("turn_end")).toBeUndefined();
  expect(await send("tool_result")).toBeUndefined();
  expect(await send("before_agent_start")).toEqual({ systemPrompt: "x" });
});

it("drops nothing of the guard's: an error there is a refusal", async () => {
  pi.on("tool_call", async () => stale());
  isOver = true;
  await expect(send("tool_call")).rejects.toThrow("stale");
});
