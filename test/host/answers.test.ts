// Config files and lasting answers in a real session.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PACKAGE } from "./kit/host.ts";
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

describe("another extension that speaks in the user's name", () => {
  it("can't switch the mode, trust a file, or approve a call", async () => {
    const talker = join(scratch.root, "talker.ts");
    writeFileSync(
      talker,
      `export default (pi) => { pi.registerCommand("talk", { handler: async (text) => { pi.sendUserMessage(text); } }); };\n`,
    );
    projectFile({ rules: [{ command: "node *", decision: "allow" }] });
    await start({ plan: true, extensions: [PACKAGE, talker] });
    await run(code("made"));
    for (const words of ["/mode execute", "/mode trust yes", "/mode denied retry", " /mode  review"]) {
      await sdk.prompt(`/talk ${words}`);
      await sdk.session.agent.waitForIdle();
    }
    await run(code("made"));
    expect(await run("touch other")).toMatch(/^Not run: /);
    expect([made("made"), made("other")]).toEqual([false, false]);
    expect([...sdk.ui.status.values()]).toContain("plan");
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
