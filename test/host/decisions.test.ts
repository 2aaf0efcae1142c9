// What was decided, in a real session: explained, tried again, counted, and written down.

import { existsSync, mkdirSync, readFileSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk;

beforeEach(() => {
  scratch = makeScratch();
});
afterEach(async () => {
  await sdk?.close();
  scratch.remove();
});

const start = async (options: Parameters<typeof startSdk>[1] = {}) => {
  sdk = await startSdk(scratch, options);
};
const made = (name: string) => existsSync(join(scratch.project, name));
const run = async (command: string) => (await sdk.prompt(scripted(bash(command))))[0]?.text ?? "";
const code = (name: string) => `node -e "require('fs').writeFileSync('${name}', 'x')"`;

describe("what was decided", () => {
  it("is explained with its effects, the row and what would change it", async () => {
    await start({ plan: true });
    await run("ls; touch made");
    await sdk.prompt("/mode why");
    expect(sdk.ui.notices.at(-1)).toMatch(/plan mode: deny[\s\S]*writes made \[write\][\s\S]*names plan/);
  });

  it("can be tried again once with approval, where it was a question", async () => {
    await start({ plan: true });
    expect(await run(code("made"))).toMatch(/^Not run: /);
    const asked = sdk.ui.asked.length;
    await sdk.prompt("/mode denied retry");
    await sdk.session.agent.waitForIdle();
    await run(code("made"));
    expect(made("made")).toBe(true);
    await run(code("made"));
    expect(sdk.ui.asked.length).toBe(asked + 1);
  });

  it("isn't approved any more where the same words would do something else by now", async () => {
    await start();
    mkdirSync(join(scratch.home, "d"));
    symlinkSync(join(scratch.home, "d"), join(scratch.project, "link"));
    expect(await run("echo '{}' > link/pi-modes.json")).toMatch(/^Not run: /);
    await sdk.prompt("/mode denied retry");
    await sdk.session.agent.waitForIdle();
    unlinkSync(join(scratch.project, "link"));
    symlinkSync(scratch.agent, join(scratch.project, "link"));
    expect(await run("echo '{}' > link/pi-modes.json")).toMatch(/^Not run: /);
    expect(existsSync(join(scratch.agent, "pi-modes.json"))).toBe(false);
  });

  it("stays closed where the mode closes it", async () => {
    await start({ plan: true });
    await run("touch made");
    await sdk.prompt("/mode denied retry");
    expect(sdk.ui.notices.at(-1)).toContain("switch the mode first");
  });

  it("counts in other words as the same refusal, is handed over, and ends the run at last", async () => {
    await start({ plan: true });
    const outcomes = await sdk.prompt(
      scripted(
        bash("touch made"),
        bash("> made"),
        bash("echo x | tee made"),
        call("write", { path: "made", content: "" }),
        bash("cp README.md made"),
      ),
    );
    expect(outcomes[0]?.text).not.toContain("refused before");
    expect(outcomes[1]?.text).toContain("refused before");
    expect(outcomes[2]?.text).toContain("Stop trying");
    expect(sdk.ui.notices.join("\n")).toContain("/mode denied");
    expect(outcomes.length).toBeLessThan(5);
  });

  it("is a line of the audit log, without what was in the call", async () => {
    await start({ plan: true });
    await run("echo very-secret-content > made");
    const file = join(scratch.agent, "pi-modes/audit.jsonl");
    await expect.poll(() => (existsSync(file) ? readFileSync(file, "utf8") : "")).toContain("\n");
    const line = readFileSync(file, "utf8").trim();
    expect(JSON.parse(line)).toMatchObject({ mode: "plan", tool: "bash", decision: "deny" });
    expect(line).not.toContain("very-secret-content");
  });
});
