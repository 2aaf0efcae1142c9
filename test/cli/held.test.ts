// A config file that nobody can read may have closed anything: so every mode is judged as the strictest one.

import { describe, expect, it } from "vitest";
import { run } from "../../src/cli/main.ts";
import type { SourceText } from "../../src/config/policy.ts";
import { BUILT_IN } from "../../src/policy/policy.ts";
import { world } from "../support/project.ts";

async function tool(args: readonly string[], config: SourceText, held: string | undefined = undefined) {
  const out: string[] = [];
  const errors: string[] = [];
  const status = await run(args, {
    out: async (text) => {
      out.push(text);
    },
    error: (text) => errors.push(text),
    lines: async function* () {
      yield '{"id":1,"command":"touch a"}';
    },
    linesOf: async function* () {},
    readConfig: () => config,
    cwd: world.root,
    workspace: () => world,
    standing: () => ({ policy: BUILT_IN, problems: [], held }),
  });
  return { status, out: out.join("\n"), errors };
}

const BROKEN: readonly SourceText[] = [
  { kind: "text", file: "broken.json", text: '{"startMode":"plan","rules":[{"command":"touch *","decision":"deny"}],"hideTool":true}' },
  { kind: "unreadable", file: "broken.json", why: "it is a folder" },
  { kind: "absent" },
];

describe.each(BROKEN)("with a broken config file ($kind)", (config) => {
  it.each(["execute", "review", "docs"])("check judges %s mode as plan and ends with 1", async (mode) => {
    const { status, out, errors } = await tool(["check", "--mode", mode, "--config", "broken.json"], config);
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ id: 1, decision: "deny" });
    expect(errors[0]).toContain("broken.json");
  });

  it("explain shows plan alone", async () => {
    const { status, out } = await tool(["explain", "--config", "broken.json", "--", "touch a"], config);
    expect(status).toBe(1);
    expect(out).toContain("plan: deny");
    expect(out).not.toContain("execute: ");
  });
});

describe("where a session would be held", () => {
  it("every mode is judged as plan", async () => {
    const { out } = await tool(["check", "--mode", "execute"], { kind: "absent" }, "plan");
    expect(JSON.parse(out).decision).toBe("deny");
    const free = await tool(["check", "--mode", "execute"], { kind: "absent" });
    expect(JSON.parse(free.out).decision).toBe("allow");
  });
});
