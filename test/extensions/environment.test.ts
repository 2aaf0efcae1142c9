import { describe, expect, it } from "vitest";
import { createModeEnvironment } from "../../extensions/tool-guard/environment.ts";
import { readData } from "../../src/effects/knowledge/load.ts";
import { MODES } from "../../src/policy/modes.ts";

describe("the environment of a mode", () => {
  it("stands while the mode holds, and what stood there before comes back", () => {
    const variables: Record<string, string | undefined> = { A: "mine", PATH: "/bin" };
    const environment = createModeEnvironment(variables);
    environment.apply({ A: "0", B: "1" });
    expect(variables).toEqual({ A: "0", B: "1", PATH: "/bin" });
    environment.apply({ A: "0", B: "1" });
    environment.apply({ B: "2" });
    expect(variables).toEqual({ A: "mine", B: "2", PATH: "/bin" });
    environment.apply({});
    expect(variables).toEqual({ A: "mine", PATH: "/bin" });
  });

  it("is what the judgement relies on", () => {
    const data = readData("environment");
    const { relied, values } = data as { relied: readonly string[]; values: Readonly<Record<string, string>> };
    const { environment } = MODES.plan;
    expect(environment).toMatchObject(MODES.review.environment);
    expect([...relied].sort()).toEqual(Object.keys(environment).sort());
    for (const [variable, value] of Object.entries(environment)) expect(value).toMatch(new RegExp(values[variable] ?? "(?!)"));
  });
});
