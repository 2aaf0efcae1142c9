// Models beside the scripted one, which doesn't think, and modes that ask for them.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, isRecord, parse } from "./json.ts";
import type { Scratch } from "./scratch.ts";

/** `second/deep` and `second/quick`, both of which think. */
export function addThinkers(scratch: Scratch, baseUrl: string): void {
  const file = join(scratch.agent, "models.json");
  const providers = at(parse(readFileSync(file, "utf8")), "providers");
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  const model = (id: string) => ({ id, name: id, reasoning: true, input: ["text"], cost, contextWindow: 128000, maxTokens: 4096 });
  const second = { baseUrl, api: "openai-completions", apiKey: "none", models: [model("deep"), model("quick")] };
  writeFileSync(file, JSON.stringify({ providers: { ...(isRecord(providers) ? providers : {}), second } }));
}

/** In the user's own file. */
export function configureModes(scratch: Scratch, modes: Readonly<Record<string, unknown>>): void {
  writeFileSync(join(scratch.agent, "pi-modes.json"), JSON.stringify({ modes }));
}
