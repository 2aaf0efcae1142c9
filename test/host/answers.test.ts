// Config files, lasting answers, second tries and explanations in a real session.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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
const userFile = (config: unknown) =>
  writeFileSync(join(scratch.agent, "pi-modes.json"), typeof config === "string" ? config : JSON.stringify(config));
const projectFile = (config: unknown) => {
  mkdirSync(join(scratch.project, ".pi"), { recursive: true });
  writeFileSync(join(scratch.project, ".pi/pi-modes.json"), JSON.stringify(config));
};
const made = (name: string) => existsSync(join(scratch.project, name));
const run = async (command: string) => (await sdk.prompt(scripted(bash(command))))[0]?.text ?? "";
const code = (name: string) => `node -e "require('fs').writeFileSync('${name}', 'x')"`;

describe("a config file", () => {
  it("counts from the next call on, and a lasting answer outlives the change", async () => {
    await start();
    sdk.ui.answer(({ options }) => options.find((option) => option.includes("session")));
    await sdk.prompt(scripted(bash("mkdir -p ~/x && rm -r ~/x")));
    const asked = sdk.ui.asked.length;
    expect(asked).toBeGreaterThan(0);
    userFile({ rules: [{ command: "touch *", decision: "deny", reason: "no touching" }] });
    expect(await run("touch made")).toMatch(/^Not run: [\s\S]*pi-modes\.json:1\): no touching/);
    await sdk.prompt(scripted(bash("mkdir -p ~/x && rm -r ~/x")));
    expect(sdk.ui.asked.length).toBe(asked);
    userFile({});
    await run("touch made");
    expect(made("made")).toBe(true);
  });

  it("with a mistake keeps plan closed, is named with its line, and shows in the widget", async () => {
    userFile('{\n  // mine\n  "rules": [{ "decision": "alow" }]\n}');
    await start({ plan: true });
    expect(sdk.ui.notices.join("\n")).toMatch(/pi-modes\.json:3:\d+ rules\[0\]\.decision/);
    expect(await run("touch made")).toMatch(/^Not run: /);
    expect(made("made")).toBe(false);
    expect([...sdk.ui.widget.values()].flat().join("\n")).toContain("/mode status");
  });

  it("brings modes of the user's own, which hold", async () => {
    userFile({ modes: { docs: { extends: "plan", label: "docs!", writable: ["docs/**"] } } });
    await start();
    await sdk.prompt("/mode docs");
    expect([...sdk.ui.status.values()]).toContain("docs!");
    const [inside, outside] = await sdk.prompt(
      scripted(call("write", { path: "docs/new.md", content: "x" }), call("write", { path: "src/new.js", content: "x" })),
    );
    expect([inside?.refused, outside?.refused]).toEqual([false, true]);
    expect([made("docs/new.md"), made("src/new.js")]).toEqual([true, false]);
  });

  it("that names no such mode any more leaves the session in the strictest one", async () => {
    userFile({ modes: { free: { extends: "execute" } } });
    await start();
    await sdk.prompt("/mode free");
    userFile({});
    expect(await run("touch made")).toMatch(/^Not run: /);
    expect(made("made")).toBe(false);
  });

  it("hides the tools that a mode closes where the user wants it, and gives the exact list back", async () => {
    userFile({ hideTools: true });
    await start();
    const before = sdk.session.getActiveToolNames();
    await sdk.prompt("/mode plan");
    expect(sdk.session.getActiveToolNames()).toEqual(before.filter((name) => name !== "edit" && name !== "write"));
    await sdk.prompt("/mode execute");
    expect(sdk.session.getActiveToolNames()).toEqual(before);
  });
});

describe("a project's config file", () => {
  const OPENS = {
    rules: [
      { command: "node *", decision: "allow" },
      { command: "ls *", decision: "deny" },
    ],
  };

  it("closes at once and opens nothing before it is trusted; trust is for these bytes", async () => {
    projectFile(OPENS);
    await start({ plan: true });
    expect(sdk.ui.asked.some(({ title }) => title.includes("node *"))).toBe(true);
    expect(await run("ls")).toMatch(/^Not run: /);
    await run(code("made"));
    expect(made("made")).toBe(false);
    await sdk.prompt("/mode trust yes");
    await run(code("made"));
    expect(made("made")).toBe(true);
    projectFile({
      rules: [
        { command: "node *", decision: "allow" },
        { command: "touch *", decision: "ask" },
      ],
    });
    await run(code("other"));
    expect(made("other")).toBe(false);
  });

  it("is not read for the agent: it can't write it in plan, and has to ask in execute", async () => {
    await start();
    const [write] = await sdk.prompt(scripted(call("write", { path: ".pi/pi-modes.json", content: JSON.stringify(OPENS) })));
    expect(write?.refused).toBe(true);
    expect(sdk.ui.asked.at(-1)?.options.filter((option) => /session|project|everywhere/i.test(option))).toEqual([]);
    await sdk.prompt("/mode plan");
    expect(await run("echo '{}' > .pi/pi-modes.json")).toMatch(/^Not run: /);
  });
});

describe("an answer that lasts", () => {
  it("covers the same call again and no other one, and counts in looser modes only", async () => {
    await start({ plan: true });
    sdk.ui.answer(({ options }) => options.find((option) => option.includes("session")));
    await run(code("one"));
    const asked = sdk.ui.asked.length;
    await run(code("one"));
    expect(sdk.ui.asked.length).toBe(asked);
    sdk.ui.answer(() => undefined);
    await run(code("two"));
    expect([made("one"), made("two")]).toEqual([true, false]);
    expect(sdk.ui.asked.length).toBe(asked + 1);
  });

  it("given in execute means nothing in review", async () => {
    await start();
    sdk.ui.answer(({ options }) => options.find((option) => option.includes("everywhere")));
    await run("echo x > ~/note");
    expect(readdirSync(join(scratch.agent, "pi-modes/grants"))).toHaveLength(1);
    await sdk.prompt("/mode review");
    expect(await run("echo x > ~/note")).toMatch(/^Not run: /);
  });

  it("is listed, explained and revoked", async () => {
    await start({ plan: true });
    sdk.ui.answer(({ options }) => options.find((option) => option.includes("session")));
    await run(code("one"));
    await sdk.prompt("/mode grants");
    const id = /\b[0-9a-f]{8}\b/.exec(sdk.ui.notices.at(-1) ?? "")?.[0] ?? "none";
    await sdk.prompt(`/mode grants why ${id}`);
    expect(sdk.ui.notices.at(-1)).toContain("writeFileSync");
    await sdk.prompt(`/mode grants revoke ${id}`);
    const asked = sdk.ui.asked.length;
    await run(code("one"));
    expect(sdk.ui.asked.length).toBe(asked + 1);
  });
});

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
    await expect.poll(() => existsSync(file)).toBe(true);
    const line = readFileSync(file, "utf8").trim();
    expect(JSON.parse(line)).toMatchObject({ mode: "plan", tool: "bash", decision: "deny" });
    expect(line).not.toContain("very-secret-content");
  });
});
