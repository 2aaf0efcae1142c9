// A session that works and is killed at a moment that nobody chose, and what has to hold when it is resumed: the mode is no looser than the
// one that the user saw last or had asked for since, and every file of ours can be read.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { createGrantFiles } from "../../../src/workspace/grant-files.ts";
import { loading } from "./host.ts";
import { isRecord, type Json, list, parse, text } from "./json.ts";
import { until } from "./process.ts";
import { type Rpc, startRpc } from "./rpc.ts";
import { type Scratch, sessionFiles } from "./scratch.ts";
import { bash, call, scripted } from "./script.ts";

/** Strictest first. */
const MODES = ["plan", "review", "execute"] as const;

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Point {
  /** Milliseconds between the first status and the kill. */
  readonly after: number;
  readonly resumed: string;
  /** The mode that the user saw last. */
  readonly seen: string;
  /** A looser one that the user had asked for and had not seen yet. */
  readonly asked: string | undefined;
  /** What was done, oldest first; the last was not finished. */
  readonly done: readonly string[];
  /** What is wrong; empty: nothing. */
  readonly faults: readonly string[];
}

export interface KillRun {
  /** One more process: resumes, is looked at, works and is killed. */
  readonly next: (longest: number) => Promise<Point>;
}

export function createKillRun(scratch: Scratch, random: () => number): KillRun {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  let before: Point | undefined;
  let number = 0;

  const next = async (longest: number): Promise<Point> => {
    const done: string[] = [];
    let asked: { readonly mode: string; readonly at: number } | undefined;
    const rpc = startRpc(scratch, { args: [...(before ? ["-c"] : []), ...loading()] });
    const wish = (mode: string) => {
      asked = { mode, at: statuses(rpc).length };
    };
    rpc.answer((request) => {
      const answer = answered(request, pick);
      if (text(answer, "value") === "Approve and execute") wish("execute");
      return answer;
    });
    await until(
      () => statuses(rpc).length > 0,
      () => "a status",
      30_000,
    );
    const resumed = statuses(rpc).at(-1) ?? "";
    const faults = [...(before ? looser(resumed, before) : []), ...corrupt(scratch)];
    // The first process writes its session down before anything is killed.
    if (before === undefined) await rpc.prompt(scripted({ say: "begun" }));
    const after = Math.floor(random() * longest);
    const killed = new Promise<void>((resolve) => setTimeout(() => resolve(rpc.kill()), after));
    while (before === undefined || !rpc.isOver()) {
      number += 1;
      const action = pick(ACTIONS);
      done.push(action.name);
      try {
        await action.act(rpc, scratch, { pick, number, wish });
      } catch {
        break;
      }
      if (rpc.isOver()) break;
    }
    await killed;
    const seen = statuses(rpc).at(-1) ?? "";
    before = {
      ...{ after, resumed, seen, done, faults },
      // Painted again in the mode before is not yet an answer: an approval is written down before the mode follows it.
      asked: asked !== undefined && !statuses(rpc).slice(asked.at).includes(asked.mode) ? asked.mode : undefined,
    };
    return before;
  };
  return { next };
}

interface Tools {
  readonly pick: <T>(values: readonly T[]) => T;
  readonly number: number;
  readonly wish: (mode: string) => void;
}

interface Action {
  readonly name: string;
  readonly act: (rpc: Rpc, scratch: Scratch, tools: Tools) => Promise<unknown>;
}

const mode = (name: string): Action => ({
  name: `/mode ${name}`,
  act: (rpc, _scratch, { wish }) => {
    wish(name);
    return rpc.send("prompt", { message: `/mode ${name}` });
  },
});

const ACTIONS: readonly Action[] = [
  ...MODES.map(mode),
  mode("plan"),
  { name: "work", act: (rpc, _scratch, { number }) => rpc.prompt(scripted(bash(`touch made-${number}`), { say: "done" })) },
  {
    name: "grant",
    act: (rpc, _scratch, { number }) => rpc.prompt(scripted(bash(`node -e "1 + ${number}"`), { say: "done" })),
  },
  {
    name: "plan",
    act: async (rpc, _scratch, { number, wish }) => {
      wish("plan");
      await rpc.send("prompt", { message: "/mode plan" });
      const submit = call("plan", {
        ...{ action: "submit", title: `Plan ${number}`, steps: ["One", "Two", "Three"] },
        ...{ writes: [`made-${number}`], commands: ["git push origin main"] },
      });
      await rpc.prompt(scripted(submit, { say: "done" }));
    },
  },
  {
    name: "tick",
    act: (rpc, _scratch, { pick }) =>
      rpc.prompt(scripted(call("plan", { action: "progress", updates: [{ step: pick([1, 2, 3]), status: "done" }] }), { say: "done" })),
  },
  {
    name: "trust",
    act: async (rpc, scratch, { number, pick }) => {
      const rules = [{ decision: "allow", command: `make target-${number}`, reason: "ours" }];
      writeFileSync(join(scratch.project, ".pi", "pi-modes.json"), JSON.stringify({ rules }));
      await rpc.send("prompt", { message: pick(["/mode trust", "/mode status"]) });
    },
  },
  {
    name: "new",
    act: (rpc, _scratch, { wish }) => {
      // Whoever leaves a session leaves its mode.
      wish("execute");
      return rpc.send("new_session");
    },
  },
];

function answered(
  request: Json,
  pick: Tools["pick"],
): { readonly value: string } | { readonly confirmed: boolean } | { readonly cancelled: true } {
  if (text(request, "method") === "confirm") return { confirmed: pick([true, false]) };
  const options = list(request, "options").map(String);
  const wanted = ["Allow for this session", "Allow in this project", "Allow everywhere", "Allow once"].filter((one) =>
    options.includes(one),
  );
  if (wanted.length > 0) return { value: pick(wanted) };
  const yes = options.find((option) => option === "Approve and execute" || option === "done" || /^Trust/.test(option));
  return yes === undefined ? { cancelled: true } : { value: yes };
}

/** The modes that the footer showed, oldest first. */
function statuses(rpc: Rpc): readonly string[] {
  return rpc.events
    .filter((event) => event.method === "setStatus" && event.statusKey === "pi-modes" && typeof event.statusText === "string")
    .map((event) => stripVTControlCharacters(text(event, "statusText")).split(" ")[0] ?? "");
}

function looser(resumed: string, { seen, asked, done }: Point): readonly string[] {
  const rank = (name: string | undefined) => (MODES as readonly (string | undefined)[]).indexOf(name);
  if (rank(resumed) < 0) return [`the status is ${resumed}`];
  return rank(resumed) > Math.max(rank(seen), rank(asked))
    ? [`${resumed} after ${seen}${asked ? ` (${asked} was asked for)` : ""}: ${done.join(", ")}`]
    : [];
}

/** What of the files that this package writes, or writes into, can't be read. */
export function corrupt(scratch: Scratch): readonly string[] {
  const own = join(scratch.agent, "pi-modes");
  const faults = [...sessionFiles(scratch), join(own, "audit.jsonl"), join(own, "audit.1.jsonl")].flatMap(brokenLines);
  const grants = createGrantFiles(join(own, "grants")).list(0);
  if (grants.unreadable > 0) faults.push(`${grants.unreadable} grants`);
  for (const file of filesIn(join(own, "trust"), ".json")) if (!isRecord(parse(readFileSync(file, "utf8")))) faults.push(file);
  for (const file of filesIn(join(scratch.project, ".pi", "plans"), ".md")) {
    const content = readFileSync(file, "utf8");
    if (!/^<!-- .*\n[\s\S]*\n$/.test(content)) faults.push(`${file}: ${content.slice(0, 80)}`);
  }
  return faults;
}

function brokenLines(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  // The last line ends too.
  const broken = lines.filter((line, index) => (index === lines.length - 1 ? line !== "" : parse(line) === undefined));
  return broken.map((line) => `${file}: ${line.slice(0, 80)}`);
}

function filesIn(folder: string, end: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(end) && !name.startsWith(".tmp-"))
    .map((name) => join(folder, name));
}

/** Temporary files of ours that a kill left behind. */
export function leftovers(scratch: Scratch): readonly string[] {
  const folders = [join(scratch.agent, "pi-modes"), join(scratch.project, ".pi")].filter(existsSync);
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tmp-|\.claim$/.test(name))
      .map((name) => join(folder, name)),
  );
}
