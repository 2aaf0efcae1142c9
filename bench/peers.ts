// The peers, each with its own code, on the commands of this repository: how quick, what they let through, and what they stop without need.

import { readFileSync } from "node:fs";
import { parse, text } from "../test/host/kit/json.ts";
import { makeScratch } from "../test/host/kit/scratch.ts";
import type { Row } from "../test/proof/rows.ts";
import { type Corpus, corpusFile, rowsOf } from "./kit/corpora.ts";
import { type Bench, figure, type Table, times } from "./kit/report.ts";
import { type Spread, spread } from "./kit/stats.ts";
import { timeEachAsync } from "./kit/timing.ts";
import { makeWorld, type World } from "./kit/world.ts";
import { GEMINI } from "./peers/gemini.ts";
import { ours } from "./peers/ours.ts";
import type { Answer, Peer } from "./peers/peer.ts";
import { permissions } from "./peers/permissions.ts";
import { PLAN_MODE } from "./peers/plan-mode.ts";
import { SAFETY_NET } from "./peers/safety-net.ts";

/** The slowest takes milliseconds for a command. */
const ROUNDS = { rounds: 25, warm: 15 } as const;

interface Timed {
  readonly peer: Peer;
  readonly each: Spread;
  readonly perSecond: number;
}

async function timeOf(peer: Peer, commands: readonly string[], world: World): Promise<Timed> {
  const judge = await peer.judgeIn(world.project);
  // The same way for all: an answer that is there at once is awaited too.
  const taken = await timeEachAsync(commands, async (command) => await settled(judge, command), ROUNDS);
  const total = taken.reduce((sum, time) => sum + time, 0);
  return { peer, each: spread(taken), perSecond: (commands.length * 1_000_000) / total };
}

async function settled(judge: Awaited<ReturnType<Peer["judgeIn"]>>, command: string): Promise<Answer> {
  try {
    return await judge(command);
  } catch {
    return "deny";
  }
}

/** How many of the rows run without a question. */
async function allowed(peer: Peer, rows: readonly Row[], world: World): Promise<number> {
  let count = 0;
  const plain = await peer.judgeIn(world.project);
  for (const row of rows) {
    // The folder of the row before may be gone, and some peers ask the process where they are.
    process.chdir(world.project);
    const judge = row.setup === "" ? plain : await peer.judgeIn(world.placeOf(row));
    if ((await settled(judge, row.command)) === "allow") count += 1;
  }
  return count;
}

/** What agents do all day, and should be able to do while they work. */
function harmlessAtWork(): readonly Row[] {
  const lines = readFileSync(corpusFile("everyday"), "utf8").split("\n").map(parse);
  const open = new Set(lines.filter((line) => text(line, "execute") === "allow").map((line) => text(line, "id")));
  return rowsOf("everyday").filter(({ id }) => open.has(id));
}

const withEffect = () => rowsOf("bypasses").filter(({ expected }) => expected === "stop");

interface Column {
  readonly name: string;
  readonly rows: readonly Row[];
  /** What is counted: what runs although it should not, or what is stopped although it should run. */
  readonly counts: "let through" | "stopped";
}

const column = (name: Corpus, counts: Column["counts"], said: string): Column => ({ name: said, rows: rowsOf(name), counts });

async function judged(about: string, peers: readonly Peer[], columns: readonly Column[], world: World): Promise<Table> {
  const rows: (readonly string[])[] = [];
  for (const peer of peers) {
    const cells: string[] = [];
    for (const { rows: all, counts } of columns) {
      const open = await allowed(peer, all, world);
      const count = counts === "stopped" ? all.length - open : open;
      cells.push(`${count} of ${all.length}`);
    }
    rows.push([peer.label, ...cells]);
  }
  return { about, head: ["", ...columns.map(({ name, counts }) => `${name}, ${counts}`)], rows };
}

const LOOKING =
  "Where nothing is to change: what runs without a question although it changes something, and what doesn't run without one although it changes nothing.";
const WORKING =
  "While working: what runs although it destroys, and what is stopped although agents do it all day. cc-safety-net says nothing of what merely changes something, so it is compared here alone; its rulebooks for clouds, which are another download, weren't installed.";

export const bench: Bench = async () => {
  const world = makeWorld();
  const scratch = makeScratch();
  // Some peers ask the process where they are and what is in their way.
  for (const name of Object.keys(process.env)) if (!["TMPDIR", "PI_MODES_PEERS"].includes(name)) delete process.env[name];
  Object.assign(process.env, world.env, { PATH: `${process.env.PATH ?? ""}:${scratch.env.PATH}`, PI_CODING_AGENT_DIR: scratch.agent });
  process.chdir(world.project);
  try {
    const mine = ours("plan", world.home, world.env);
    const atWork = ours("execute", world.home, world.env);
    const others = [permissions({ home: world.home, agent: scratch.agent }), SAFETY_NET, PLAN_MODE, ...GEMINI];
    const commands = rowsOf("everyday").map(({ command }) => command);
    const timed: Timed[] = [];
    for (const peer of [mine, ...others]) timed.push(await timeOf(peer, commands, world));
    const own = timed[0];
    const tree = timed[1];
    if (!own || !tree) throw new Error("nothing was timed");
    const looking = [
      column("mutating", "let through", "changes something"),
      column("destructive", "let through", "destroys"),
      { name: "ways around other guards", rows: withEffect(), counts: "let through" },
      column("readonly", "stopped", "only looks"),
      column("false_positives", "stopped", "others stopped it without need"),
    ] as const satisfies readonly Column[];
    const working = [
      column("destructive", "let through", "destroys"),
      { name: "everyday work", rows: harmlessAtWork(), counts: "stopped" },
      column("readonly", "stopped", "only looks"),
      column("false_positives", "stopped", "others stopped it without need"),
    ] as const satisfies readonly Column[];
    const lookers = [mine, ...others.filter(({ claims }) => claims === "looking")];
    return {
      title: "Peers",
      about: [
        "Each peer with its own code from npm, in one process, in the project that the corpora are about; installed into a temporary folder (or `PI_MODES_PEERS`) at the first run. Neither logs nor dialogs are timed, for none of them; look-ups on the disk are, for all. A peer's documents were followed where they say how to set it up.",
        "The corpora are this repository's own, and this package was written with them at hand: that it does well there says less than that others don't. They are in `test/corpus`, with a source or a reason for each line.",
      ],
      targets: [
        {
          what: "throughput against pi-permission-system, which parses with tree-sitter",
          aim: "at least 10 times",
          seen: times(own.perSecond / tree.perSecond),
          met: own.perSecond >= 10 * tree.perSecond,
        },
      ],
      tables: [
        {
          about: "How each was called.",
          head: ["", "package", "licence", "configuration"],
          rows: [mine, atWork, ...others].map(({ label, package: { name, version, licence }, how }) => [
            label,
            `${name} ${version}`,
            licence,
            how,
          ]),
        },
        {
          about: `The everyday corpus (${commands.length} commands): microseconds for one command, median of ${ROUNDS.rounds} rounds after ${ROUNDS.warm}; the last column says how many times as many commands this package judges in the same time.`,
          head: ["", "p50", "p99", "worst", "commands a second", "this package"],
          rows: timed.map(({ peer, each, perSecond }) => [
            peer.label,
            ...[each.p50, each.p99, each.worst, perSecond].map(figure),
            times(own.perSecond / perSecond),
          ]),
        },
        await judged(LOOKING, lookers, looking, world),
        await judged(WORKING, [atWork, SAFETY_NET], working, world),
      ],
    };
  } finally {
    process.chdir("/");
    scratch.remove();
    world.remove();
  }
};
