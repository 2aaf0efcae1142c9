// The labelled corpora, judged in a world like the one that their labels were found in. What the documents say of them has to be true.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { judge } from "../src/judge.ts";
import { MODES, type ModeName } from "../src/policy/modes.ts";
import { nodeWorkspace } from "../src/workspace/node.ts";
import { type Row, readRows } from "./proof/rows.ts";

// A busy machine takes its time over so many commands.
vi.setConfig({ testTimeout: 60_000 });

const HERE = dirname(fileURLToPath(import.meta.url));
const rowsOf = (name: string) => readRows(join(HERE, "corpus", `${name}.jsonl`));
const documented = (name: string) =>
  new Set(readFileSync(join(HERE, "../docs", name), "utf8").match(/(?<=`)[a-z]+-\d+(?=`)|(?<=`)d\.[a-z]+\.\d+(?=`)/g));

let root: string;
let home: string;
const environment = () => ({ HOME: home, USER: "dev", PATH: "/usr/local/bin:/usr/bin:/bin" });

function run(script: string, cwd: string, more: Readonly<Record<string, string>> = {}): void {
  const { status, stderr } = spawnSync("bash", ["-c", script], { cwd, env: { ...environment(), ...more }, encoding: "utf8" });
  if (status !== 0) throw new Error(`The world can't be made: ${stderr}`);
}

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-corpus-")));
  home = join(root, "home/dev");
  mkdirSync(home, { recursive: true });
  run(readFileSync(join(HERE, "proof/world.sh"), "utf8"), home, { WORLD_ROOT: root });
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

function decide({ command, setup }: Row, mode: ModeName): string {
  const project = join(home, setup === "" ? "proj" : "changed");
  if (setup !== "") {
    rmSync(project, { recursive: true, force: true });
    cpSync(join(home, "proj"), project, { recursive: true, verbatimSymlinks: true });
    run(setup, project);
  }
  return judge({ tool: "bash", input: { command } }, nodeWorkspace({ cwd: project, home, env: environment() }), MODES[mode]).decision;
}

const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id);

describe("plan mode", () => {
  it.each(["mutating", "destructive"])("allows nothing of the commands that change something: %s", (name) => {
    expect(idsOf(rowsOf(name).filter((row) => decide(row, "plan") === "allow"))).toEqual([]);
  });

  it("allows nothing that had an effect of the ways around other guards", () => {
    const seen = rowsOf("bypasses").filter(({ expected }) => expected === "stop");
    expect(seen.length).toBeGreaterThan(70);
    expect(idsOf(seen.filter((row) => decide(row, "plan") === "allow"))).toEqual([]);
  });

  it("allows what others stopped without need", () => {
    expect(idsOf(rowsOf("false_positives").filter((row) => decide(row, "plan") !== "allow"))).toEqual([]);
  });

  it("allows at least 97 % of the commands that only look, and each refusal is explained", () => {
    const rows = rowsOf("readonly").filter(({ tags }) => !tags.includes("net") && !tags.includes("interp"));
    const refused = rows.filter((row) => decide(row, "plan") !== "allow");
    expect(refused.length / rows.length).toBeLessThan(0.03);
    // One of the documented ones depends on the machine.
    for (const { id } of refused) expect(documented("refusals.md")).toContain(id);
  });
});

describe("execute mode", () => {
  it("allows nothing that destroys", () => {
    expect(idsOf(rowsOf("destructive").filter((row) => decide(row, "execute") === "allow"))).toEqual([]);
  });
});

describe.each(["execute", "review"] as const)("what agents do all day, in %s mode", (mode) => {
  const labelled = readFileSync(join(HERE, "corpus/everyday.jsonl"), "utf8").trim().split("\n");
  const labels = new Map(
    labelled.map((line): [string, string] => {
      const row: { readonly id: string } & Readonly<Record<ModeName, string>> = JSON.parse(line);
      return [row.id, row[mode]];
    }),
  );

  it("is allowed where it should be, and each refusal is explained", () => {
    const rows = rowsOf("everyday").filter(({ id }) => labels.get(id) === "allow");
    const refused = rows.filter((row) => decide(row, mode) !== "allow");
    expect(refused.length / rows.length).toBeLessThan(0.05);
    for (const { id } of refused) expect(documented("refusals.md")).toContain(id);
  });

  it("is asked about or denied where it should be", () => {
    const loose = rowsOf("everyday").filter((row) => labels.get(row.id) !== "allow" && decide(row, mode) === "allow");
    for (const { id } of loose) expect(documented("judgement-calls.md")).toContain(id);
  });
});
