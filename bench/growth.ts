// How the time grows with the size of what is judged. Law: a size at which this package gives up, and says so, is no evidence of growth:
// it is shown and not counted.

import { judge } from "../src/judge.ts";
import { MODES } from "../src/policy/modes.ts";
import { nodeWorkspace } from "../src/workspace/node.ts";
import { COMMANDS, type Growing, type GrowingCommand, others } from "./kit/growing.ts";
import { recorded } from "./kit/recorded.ts";
import { type Bench, figure } from "./kit/report.ts";
import { type Point, slope } from "./kit/stats.ts";
import { timeEach, undisturbed } from "./kit/timing.ts";
import { makeWorld } from "./kit/world.ts";

const AIM = 1.1;
const ROUNDS = { rounds: 30, warm: 12, of: undisturbed } as const;

interface Grown {
  readonly what: string;
  readonly points: readonly Point[];
  /** From this size on it is refused as a whole. */
  readonly endsAt?: number;
}

/** The steeper of two lines: through all sizes, and through the last four, where what doesn't grow counts for little. */
function steepest(points: readonly Point[]): { readonly all: number; readonly end: number } {
  return { all: slope(points), end: slope(points.slice(-4)) };
}

export const bench: Bench = async () => {
  const world = makeWorld();
  try {
    const { workspace } = recorded(nodeWorkspace({ cwd: world.project, home: world.home, env: world.env }));
    const verdict = (command: string) => judge({ tool: "bash", input: { command } }, workspace, MODES.execute);
    const ofCommand = ({ what, sizes, command, byLength }: GrowingCommand): Grown => {
      const texts = sizes.map((size) => ({ size, text: command(size) }));
      const spent = texts.find(({ text }) => verdict(text).reasons.some(({ effect }) => effect.kind === "opaque"));
      const judged = texts.filter(({ size }) => spent === undefined || size < spent.size);
      const taken = timeEach(judged, ({ text }) => verdict(text), ROUNDS);
      const points = judged.map(({ size, text }, index) => ({ size: byLength ? text.length : size, time: taken[index] ?? Number.NaN }));
      return { what, points, ...(spent ? { endsAt: spent.size } : {}) };
    };
    const ofWork = ({ what, sizes, work }: Growing): Grown => {
      const all = sizes.map((size) => ({ size, act: work(size) }));
      const taken = timeEach(all, ({ act }) => act(), ROUNDS);
      return { what, points: all.map(({ size }, index) => ({ size, time: taken[index] ?? Number.NaN })) };
    };
    const grown = [...COMMANDS.map(ofCommand), ...others(workspace).map(ofWork)];
    const steep = grown.filter(({ points }) => points.length > 1).map((one) => ({ ...one, ...steepest(one.points) }));
    const missed = steep.filter(({ all, end }) => Math.max(all, end) > AIM);
    return {
      title: "Growth",
      about: [
        "The slope in a log-log plot of time against size: at 1, twice the size takes twice the time; at 2, four times. Look-ups are answered from memory. The tenth percentile of 30 rounds after 12, in which all sizes take turns.",
        "Texts are judged up to 32 KB and up to a budget of steps; what is larger is refused as a whole, in bounded time, and not part of the slope (`gives up at`).",
      ],
      targets: [
        {
          what: "slope of every growth",
          aim: "at most 1.1",
          seen:
            missed.length === 0
              ? `at most ${figure(Math.max(...steep.flatMap(({ all, end }) => [all, end])))}`
              : missed.map(({ what, all, end }) => `${what}: ${figure(Math.max(all, end))}`).join("; "),
          met: missed.length === 0,
        },
      ],
      tables: [
        {
          head: ["what grows", "from", "to", "µs", "µs", "slope", "of the last four", "gives up at"],
          rows: steep.map(({ what, points, all, end, endsAt }) => {
            const [first, last] = [points[0], points.at(-1)];
            return [
              what,
              String(first?.size ?? ""),
              String(last?.size ?? ""),
              figure(first?.time ?? Number.NaN),
              figure(last?.time ?? Number.NaN),
              figure(all),
              figure(end),
              endsAt === undefined ? "" : String(endsAt),
            ];
          }),
        },
      ],
    };
  } finally {
    world.remove();
  }
};
