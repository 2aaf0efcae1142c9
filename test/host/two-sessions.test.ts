// Two sessions on one tree at the same time, each a process of its own. Law: neither has the other's mode, answers or plan, and what both
// write into the agent's folder and the project stays whole.

import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loading } from "./kit/host.ts";
import { at, list, parse, text } from "./kit/json.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { type Rpc, startRpc, statusShows } from "./kit/rpc.ts";
import { sessionFile } from "./kit/rpc-plan.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, type Step, scripted } from "./kit/script.ts";
import { customEntries } from "./kit/session-file.ts";

const ROUNDS = 12;
const node = (name: string) => bash(`node -e 'console.log("${name}")'`);

let server: ModelServer;
let scratch: Scratch;
let planning: Rpc;
let working: Rpc;

beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
  mkdirSync(join(scratch.project, ".pi"));
  planning = startRpc(scratch, { args: ["--plan", ...loading()] });
  working = startRpc(scratch, { args: loading() });
  await Promise.all([begun(planning, "plan"), begun(working, "execute")]);
}, 90_000);
afterAll(async () => {
  await Promise.all([planning.stop(), working.stop()]);
  await server.close();
  scratch.remove();
});

/** Two that start at once, on a busy machine, take their time. */
const begun = (rpc: Rpc, mode: string) => statusShows(rpc, mode).catch(() => statusShows(rpc, mode));

/** Whether each call was refused, in the order in which they ended. */
async function refusals(rpc: Rpc, ...steps: readonly Step[]): Promise<readonly boolean[]> {
  const events = await rpc.prompt(scripted(...steps, { say: "done" }));
  return events.filter((event) => event.type === "tool_execution_end").map((event) => event.isError === true);
}

const allow = (label: string) => (request: unknown) =>
  list(request, "options").includes(label) ? ({ value: label } as const) : ({ cancelled: true } as const);

describe("two sessions at once", () => {
  it("keep to their own modes", async () => {
    const steps = (name: string) => Array.from({ length: ROUNDS }, (_, round) => bash(`echo x > ${name}-${round}.txt`));
    const [planned, worked] = await Promise.all([refusals(planning, ...steps("planned")), refusals(working, ...steps("worked"))]);
    expect(worked).toEqual(Array(ROUNDS).fill(false));
    expect(planned.length).toBeGreaterThan(0);
    expect(planned).toEqual(planned.map(() => true));
    const files = readdirSync(scratch.project);
    expect(files.filter((name) => name.startsWith("worked"))).toHaveLength(ROUNDS);
    expect(files.filter((name) => name.startsWith("planned"))).toEqual([]);
  });

  it("have no answer of the other's session, and the project's where the mode allows it", async () => {
    planning.answer(allow("Allow for this session"));
    expect(await refusals(planning, node("a"))).toEqual([false]);
    working.answer(() => ({ cancelled: true }));
    await working.send("prompt", { message: "/mode plan" });
    await statusShows(working, "plan");
    expect(await refusals(working, node("a"))).toEqual([true]);

    working.answer(allow("Allow in this project"));
    expect(await refusals(working, node("b"))).toEqual([false]);
    planning.answer(() => ({ cancelled: true }));
    // Given in plan mode, for the project: it counts at once in the other session of the project.
    expect(await refusals(planning, node("b"), node("c"))).toEqual([false, true]);
  });

  it("keep all answers that both give at the same moment", async () => {
    for (const rpc of [planning, working]) rpc.answer(allow("Allow in this project"));
    const names = (who: string) => Array.from({ length: ROUNDS }, (_, round) => node(`${who}${round}`));
    await Promise.all([refusals(planning, ...names("p")), refusals(working, ...names("w"))]);
    for (const rpc of [planning, working]) rpc.answer(() => ({ cancelled: true }));
    const all = [...names("p"), ...names("w")];
    expect(await refusals(planning, ...all)).toEqual(all.map(() => false));
    const folder = join(scratch.agent, "pi-modes", "grants");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
    expect(files).toHaveLength(2 * ROUNDS + 1);
    for (const name of files) expect(parse(readFileSync(join(folder, name), "utf8"))).toMatchObject({ v: 1 });
  });

  it("write plans of one name into two files, each with its own", async () => {
    const submit = (step: string) => call("plan", { action: "submit", title: "The same title", steps: [step] });
    await Promise.all([
      planning.prompt(scripted(submit("Step of one"), { say: "a" })),
      working.prompt(scripted(submit("Step of two"), { say: "b" })),
    ]);
    const folder = join(scratch.project, ".pi/plans");
    const plans = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    expect(plans).toHaveLength(2);
    for (const step of ["Step of one", "Step of two"]) expect(plans.filter((plan) => plan.includes(step))).toHaveLength(1);
    const [one = "", two = ""] = await Promise.all([sessionFile(planning), sessionFile(working)]);
    expect(one).not.toBe(two);
    for (const [file, step] of [
      [one, "Step of one"],
      [two, "Step of two"],
    ] as const) {
      const submitted = customEntries(file, "pi-modes:plan").filter((entry) => text(entry, "data", "event") === "submitted");
      expect(submitted.map((entry) => text(entry, "data", "plan", "steps", 0, "text"))).toEqual([step]);
    }
  });

  it("share one audit log, in which every line is whole", async () => {
    const commands = (who: string) => [Array.from({ length: 40 }, (_, round) => bash(`echo ${who}-${round}`))];
    await Promise.all([refusals(planning, ...commands("one")), refusals(working, ...commands("two"))]);
    await Promise.all([planning.stop(), working.stop()]);
    const lines = readFileSync(join(scratch.agent, "pi-modes/audit.jsonl"), "utf8").trimEnd().split("\n");
    const records = lines.map(parse);
    expect(records.filter((record) => at(record, "decision") === undefined)).toEqual([]);
    const calls = [planning, working].flatMap((rpc) => rpc.events.filter((event) => event.type === "tool_execution_end"));
    expect(calls.length).toBeGreaterThan(80);
    expect(lines).toHaveLength(calls.length);
    expect(existsSync(join(scratch.agent, "pi-modes/audit.claim"))).toBe(false);
  });
});
