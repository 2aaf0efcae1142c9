// What the package adds to the start of a real pi: in pi's loader, and of the whole process. Law: everything is compared in pairs, one run of
// each after the other in turn, so that a busy moment meets all alike.

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../test/host/kit/host.ts";
import { startModelServer } from "../test/host/kit/model-server.ts";
import { run } from "../test/host/kit/process.ts";
import { makeScratch, type Scratch } from "../test/host/kit/scratch.ts";
import { scripted } from "../test/host/kit/script.ts";
import { type Installed, provide } from "../test/hosts/install.ts";
import { HOSTS } from "../test/hosts/versions.ts";
import { extensionsOf, installPacked } from "./kit/packed.ts";
import { type Bench, figure, type Table, type Target } from "./kit/report.ts";
import { median } from "./kit/stats.ts";
import { install, PACKAGES } from "./peers/install.ts";

const WARM = 11;
const COLD = 5;
const WHOLE = 9;

interface Loaded {
  readonly name: string;
  readonly files: readonly string[];
}

const EMPTY = "an empty extension";
const CHECKOUT = "this package, the checkout";
const PACKED = "this package, as installed";

const CHILD = join(REPOSITORY, "bench", "kit", "load-child.mjs");

function subjects({ host, pi }: Installed, empty: string, packed: string): readonly Loaded[] {
  return [
    { name: EMPTY, files: [empty] },
    { name: CHECKOUT, files: extensionsOf(REPOSITORY) },
    { name: PACKED, files: extensionsOf(packed) },
    { name: "pi's plan-mode example", files: [join(pi, "examples", "extensions", "plan-mode", "index.ts")] },
    // It asks for a pi from 0.79 on, and for node 22.
    ...(host.node === 22 ? [{ name: PACKAGES.permissions.name, files: extensionsOf(install(PACKAGES.permissions).root) }] : []),
  ];
}

/** Milliseconds of each subject in each round. */
async function rounds(
  count: number,
  all: readonly Loaded[],
  once: (subject: Loaded) => Promise<number>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const taken = new Map(all.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < count; round += 1) {
    // In another order each time: who comes first is not always the same.
    const order = all.map((_, index) => all[(index + round) % all.length]).filter((subject) => subject !== undefined);
    for (const subject of order) taken.get(subject.name)?.push(await once(subject));
  }
  return taken;
}

async function loader(scratch: Scratch, { pi, node }: Installed, { files }: Loaded, cache: string): Promise<number> {
  const { code, stdout, stderr } = await run(scratch, node, ["--expose-gc", CHILD, pi, scratch.project, ...files], {
    env: { TMPDIR: cache },
  });
  if (code !== 0) throw new Error(stderr);
  return Number(stdout);
}

/** From the start of the process until the answer to a prompt is printed and pi has ended. */
async function whole(scratch: Scratch, { pi, node }: Installed, { files }: Loaded, cache: string): Promise<number> {
  const args = [join(pi, "dist", "cli.js"), "-ne", ...files.flatMap((file) => ["-e", file]), "-p", scripted({ say: "done" })];
  const began = performance.now();
  const { code, stderr } = await run(scratch, node, args, { env: { TMPDIR: cache } });
  if (code !== 0) throw new Error(stderr);
  return performance.now() - began;
}

const ms = (values: readonly number[] | undefined) => median(values ?? []);
/** The median of what a run took more than the run of the empty extension in the same round. */
function added(taken: ReadonlyMap<string, readonly number[]>, name: string): number {
  const base = taken.get(EMPTY) ?? [];
  return median((taken.get(name) ?? []).map((time, round) => time - (base[round] ?? Number.NaN)));
}

async function onHost(
  installed: Installed,
  packed: string,
  scratch: Scratch,
): Promise<{ readonly table: Table; readonly targets: readonly Target[] }> {
  const { host } = installed;
  const empty = join(scratch.root, "empty.ts");
  writeFileSync(empty, "export default function () {}\n");
  const all = subjects(installed, empty, packed);
  const fresh = () => mkdtempSync(join(scratch.root, "cache-"));
  const kept = join(scratch.root, `kept-${host.version}`);
  mkdirSync(kept);
  // Twice: the second run may still write what the first one left to be done.
  for (const subject of [...all, ...all]) await loader(scratch, installed, subject, kept);
  const warm = await rounds(WARM, all, (subject) => loader(scratch, installed, subject, kept));
  const cold = await rounds(COLD, all, (subject) => loader(scratch, installed, subject, fresh()));
  for (const subject of all) await whole(scratch, installed, subject, kept);
  const process_ = await rounds(WHOLE, all, (subject) => whole(scratch, installed, subject, kept));
  const rows = all.map(({ name }) => [
    name,
    ...[ms(warm.get(name)), added(warm, name), ms(cold.get(name)), added(cold, name), ms(process_.get(name)), added(process_, name)].map(
      figure,
    ),
  ]);
  const about = `pi ${host.version} on node ${host.node}: milliseconds in its loader with warm caches (${WARM} runs), at the first start (${COLD}), and of a whole \`pi -p\` with one answer of a scripted model (${WHOLE}); medians. “More” is the median of the differences to the empty extension in the same round.`;
  const [first, start] = [added(cold, PACKED), added(warm, PACKED)];
  return {
    table: { about, head: ["", "loader", "more", "first start", "more", "process", "more"], rows },
    targets: [
      {
        what: `pi ${host.version}, loading with warm caches, more than an empty extension`,
        aim: "under 20 ms",
        seen: `${figure(start)} ms`,
        met: start < 20,
      },
      {
        what: `pi ${host.version}, the first start, more than an empty extension`,
        aim: "under 300 ms",
        seen: `${figure(first)} ms`,
        met: first < 300,
      },
    ],
  };
}

export const bench: Bench = async () => {
  const server = await startModelServer();
  const scratch = makeScratch(server.url);
  try {
    const packed = installPacked(scratch.root);
    const found = [];
    // The one that is developed against, and the newest.
    for (const host of HOSTS.filter(({ version }, index) => version === "0.73.1" || index === HOSTS.length - 1))
      found.push(await onHost(await provide(host), packed.folder, scratch));
    const weight = packed.size / 1000;
    return {
      title: "Loading",
      about: [
        "Fresh processes, paired. The loader is pi's own, with all of pi in memory before; caches are those of the loader's compiler and of node. The newest pi is installed at the first run, as for `npm run test:hosts`; the peer too.",
      ],
      targets: [
        ...found.flatMap(({ targets }) => targets),
        { what: "the tarball", aim: "under 300 kB", seen: `${figure(weight)} kB`, met: weight < 300 },
      ],
      tables: found.map(({ table }) => table),
    };
  } finally {
    await server.close();
    scratch.remove();
  }
};
