// What rules cost: the median time of a verdict with none, 5, 50 and 500 rules, over commands that agents write every day.
// Run it with `npm run bench:rules` on a quiet machine.

import { readFileSync } from "node:fs";
import { buildPolicy, NO_SOURCES } from "../src/config/policy.ts";
import { effectsOfCall } from "../src/effects/tools.ts";
import { decide } from "../src/policy/decide.ts";
import { MODES } from "../src/policy/modes.ts";
import { circumstancesIn, type Policy } from "../src/policy/policy.ts";
import { nodeWorkspace } from "../src/workspace/node.ts";

const ROUNDS = 40;
const workspace = nodeWorkspace({ cwd: process.cwd() });
const place = { root: workspace.root, home: workspace.home, real: (path: string) => path };
const commands = readFileSync(new URL("../test/corpus/everyday.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line): unknown => JSON.parse(line))
  .map((row) => (typeof row === "object" && row !== null ? String(Reflect.get(row, "command")) : ""));
const calls = commands.map((command) => effectsOfCall({ tool: "bash", input: { command } }, workspace));

function policyWith(count: number): { readonly policy: Policy; readonly ms: number } {
  const rules = Array.from({ length: count }, (_, index) => {
    const kind = index % 3;
    if (kind === 0) return { command: `tool${index} run *`, decision: "allow" };
    return kind === 1 ? { path: `src/part${index}/**`, effect: "write*", decision: "ask" } : { tool: `mcp_${index}`, decision: "deny" };
  });
  const began = performance.now();
  const { policy } = buildPolicy({ ...NO_SOURCES, user: { kind: "text", file: "user.json", text: JSON.stringify({ rules }) } }, place);
  return { policy, ms: performance.now() - began };
}

/** Microseconds for one verdict: effects are known already, so that only deciding is timed. */
function timeOf(policy: Policy): number {
  const circumstances = circumstancesIn(workspace.root);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    for (const effects of calls) decide(effects, MODES.execute, policy, circumstances);
    times.push(((performance.now() - began) * 1000) / calls.length);
  }
  return times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
}

for (const count of [0, 5, 50, 500]) {
  const { policy, ms } = policyWith(count);
  console.log(`${String(count).padStart(4)} rules: ${timeOf(policy).toFixed(1)} µs a verdict, ${ms.toFixed(0)} ms to load`);
}
