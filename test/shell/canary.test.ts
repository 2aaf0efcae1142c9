// What bash really runs, opens and passes on must be in the facts. Scripts are made at random and run in the real bash
// with canaries as the only programs. FUZZ_RUNS and FUZZ_SEED take more of them, or others; `npm run fuzz` takes very many.

import { afterAll, describe, expect, it } from "vitest";
import { startWorld, unaccounted } from "./canary/world.ts";
import { analysed, compare } from "./fuzz/compare.ts";

const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
const FIRST = Number(process.env.FUZZ_SEED ?? 1);

describe.skipIf(process.platform === "win32")("random scripts in the real bash", () => {
  const world = startWorld();
  afterAll(() => world.end());

  it("run nothing and open nothing that the facts don't have", () => {
    let ran = 0;
    for (let seed = FIRST; seed < FIRST + RUNS; seed += 1) {
      const result = compare(seed, world);
      if (result.kind !== "compared") continue;
      ran += result.calls;
      expect(result.missed, `seed ${seed}\n${result.text}`).toEqual([]);
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
