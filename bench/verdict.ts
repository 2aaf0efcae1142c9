// The time of a verdict: by corpus, by kind and by length of the command, with the disk and without it, and the parts that can't be left out.

import { judge } from "../src/judge.ts";
import { MODES } from "../src/policy/modes.ts";
import { analyse } from "../src/shell/analyse.ts";
import { childrenOf, parseText, type SyntaxNode } from "../src/shell/parse.ts";
import { nodeWorkspace } from "../src/workspace/node.ts";
import { CORPORA, type Corpus, KINDS, kindOf, LENGTHS, lengthOf, rowsOf } from "./kit/corpora.ts";
import { recorded } from "./kit/recorded.ts";
import { type Bench, figure, type Table } from "./kit/report.ts";
import { type Spread, spread } from "./kit/stats.ts";
import { timeEach } from "./kit/timing.ts";
import { makeWorld } from "./kit/world.ts";

/** Microseconds of each command; of the parts of a verdict where they are shown. */
interface Timed {
  readonly corpus: Corpus;
  readonly command: string;
  readonly parse: number;
  readonly visit: number;
  readonly read: number;
  readonly memory: number;
  readonly disk: number;
}

/** Every node of the tree, as any walk has to. */
function visit(node: SyntaxNode): number {
  let seen = 1;
  for (const child of childrenOf(node)) seen += visit(child);
  return seen;
}

function measure(): readonly Timed[] {
  const world = makeWorld();
  try {
    const disk = nodeWorkspace({ cwd: world.project, home: world.home, env: world.env });
    const { workspace: memory, asked } = recorded(disk);
    const rows = CORPORA.flatMap((corpus) => rowsOf(corpus).map(({ command }) => ({ corpus, command })));
    const start = { cwd: memory.cwd, home: memory.env("HOME"), inherited: (name: string) => memory.env(name) !== undefined };
    const call = (command: string) => ({ tool: "bash", input: { command } });
    for (const { command } of rows) judge(call(command), memory, MODES.execute);
    const known = asked();
    // The first rows of all, which are the everyday ones.
    const shown = rows.filter(({ corpus }) => corpus === "everyday");
    const parse = timeEach(shown, ({ command }) => parseText(command));
    const visited = timeEach(shown, ({ command }) => {
      const tree = parseText(command);
      return tree ? tree.commands.reduce((seen, node) => seen + visit(node), 0) : 0;
    });
    const read = timeEach(shown, ({ command }) => analyse(command, start));
    const inMemory = timeEach(rows, ({ command }) => judge(call(command), memory, MODES.execute));
    if (asked() > known) throw new Error("The same command asked the disk something else the second time.");
    const onDisk = timeEach(rows, ({ command }) => judge(call(command), disk, MODES.execute));
    return rows.map((row, index) => ({
      ...row,
      parse: parse[index] ?? Number.NaN,
      visit: visited[index] ?? Number.NaN,
      read: read[index] ?? Number.NaN,
      memory: inMemory[index] ?? Number.NaN,
      disk: onDisk[index] ?? Number.NaN,
    }));
  } finally {
    world.remove();
  }
}

const cells = ({ p50, p99, worst }: Spread) => [p50, p99, worst].map(figure);
const FIGURES = ["p50", "p99", "worst"];

function grouped(name: string, groups: ReadonlyMap<string, readonly Timed[]>, about: string): Table {
  const rows = [...groups].flatMap(([label, timed]) => {
    if (timed.length === 0) return [];
    return [
      [label, String(timed.length), ...cells(spread(timed.map(({ memory }) => memory))), ...cells(spread(timed.map(({ disk }) => disk)))],
    ];
  });
  return { about, head: [name, "commands", ...FIGURES, ...FIGURES.map((figures) => `${figures} with the disk`)], rows };
}

export const bench: Bench = async () => {
  const timed = measure();
  const everyday = timed.filter(({ corpus }) => corpus === "everyday");
  const of = (part: "parse" | "visit" | "read" | "memory" | "disk") => spread(everyday.map((one) => one[part]));
  const parts = {
    parse: "the parser alone (unbash)",
    visit: "the parser, and a visit of every node: the floor",
    read: "reading: what bash would run (src/shell)",
    memory: "the verdict, look-ups answered from memory",
    disk: "the verdict, look-ups on the disk",
  } as const;
  const floor = of("visit").p50;
  const byCorpus = new Map(CORPORA.map((name) => [name, timed.filter(({ corpus }) => corpus === name)]));
  const byKind = new Map(KINDS.map((kind) => [kind, timed.filter(({ command }) => kindOf(command) === kind)]));
  const names = new Map(LENGTHS.map((end, index) => [end, index === LENGTHS.length - 1 ? `more than ${LENGTHS[index - 1]}` : `to ${end}`]));
  const byLength = new Map(LENGTHS.map((end) => [names.get(end) ?? "", timed.filter(({ command }) => lengthOf(command) === end)]));
  const { p50, p99 } = of("memory");
  return {
    title: "A verdict",
    about: [
      "Microseconds for one verdict in execute mode, on one core, in the project that the corpora are judged in by the tests. Each figure of a command is the median of 60 rounds after 20 that don't count; percentiles are over the commands. In memory: every look-up (links, kinds of files, texts, PATH) is answered with what the disk said in a pass before.",
    ],
    targets: [
      { what: "everyday corpus, p50, from memory", aim: "under 20 µs", seen: `${figure(p50)} µs`, met: p50 < 20 },
      { what: "everyday corpus, p99, from memory", aim: "under 200 µs", seen: `${figure(p99)} µs`, met: p99 < 200 },
    ],
    tables: [
      {
        about: `The everyday corpus (${everyday.length} commands), part by part; each row contains the ones above it.`,
        head: ["µs", ...FIGURES, "p50 against the floor"],
        rows: (Object.keys(parts) as (keyof typeof parts)[]).map((part) => {
          const found = of(part);
          return [parts[part], ...cells(found), figure(found.p50 / floor)];
        }),
      },
      grouped("corpus", byCorpus, "By corpus, in microseconds."),
      grouped("kind", byKind, "All corpora by the kind of command, in microseconds."),
      grouped("characters", byLength, "All corpora by the length of the command, in microseconds."),
    ],
  };
};
