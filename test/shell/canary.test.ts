// What bash really runs, opens and passes on must be in the facts. Scripts are made at random and run in the real bash
// with canaries as the only programs. FUZZ_RUNS and FUZZ_SEED take more of them, or others.

import { afterAll, describe, expect, it } from "vitest";
import { analyse } from "../../src/shell/analyse.ts";
import { script } from "./canary/scripts.ts";
import { startWorld, unaccounted } from "./canary/world.ts";

const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
const FIRST = Number(process.env.FUZZ_SEED ?? 1);
const INHERITED = new Set(["PATH", "HOME", "CANARY_LOG", "FUNCNEST", "PWD", "OLDPWD", "SHLVL", "_"]);

describe.skipIf(process.platform === "win32")("random scripts in the real bash", () => {
  const world = startWorld();
  afterAll(() => world.end());

  const analysed = (text: string, cwd: string) => analyse(text, { cwd, home: "/root/none", inherited: (name) => INHERITED.has(name) });

  it("run nothing and open nothing that the facts don't have", () => {
    let ran = 0;
    for (let seed = FIRST; seed < FIRST + RUNS; seed += 1) {
      const text = script(seed);
      // What is refused anyway needs no run.
      if (text.length > 700 || analysed(text, "/").some((fact) => fact.kind === "opaque")) continue;
      const result = world.run(text);
      ran += result.calls.length;
      expect(unaccounted(analysed(text, result.folder), result), `seed ${seed}\n${text}`).toEqual([]);
    }
    expect(ran).toBeGreaterThan(RUNS / 10);
  }, 600_000);

  it("are told apart by the check itself: a fact that is taken away is missed", () => {
    const text = "cd d1 && x=1 zq1 'a b' >out; zq2";
    const result = world.run(text);
    const facts = analysed(text, result.folder);
    expect(unaccounted(facts, result)).toEqual([]);
    for (const gone of facts.filter(
      (fact) => fact.kind === "redirect" || (fact.kind === "command" && fact.argv[0]?.place.text.startsWith("zq")),
    ))
      expect(
        unaccounted(
          facts.filter((fact) => fact !== gone),
          result,
        ),
      ).toHaveLength(1);
  });
});
