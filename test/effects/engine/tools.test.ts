import { describe, expect, it } from "vitest";
import { CLAIMS } from "../../../src/effects/claims.ts";
import type { Effect } from "../../../src/effects/effect.ts";
import { effectsOfCall, type KnownTools, NO_TOOLS } from "../../../src/effects/tools.ts";
import { brief, HOME, world } from "./world.ts";

const plain = world();

function shorts(tool: string, input: unknown, workspace = plain, known: Partial<KnownTools> = {}): readonly string[] {
  return effectsOfCall({ tool, input }, workspace, { ...NO_TOOLS, ...known }).map((effect) =>
    [brief(effect), pathOf(effect)].filter((part) => part !== "").join(" "),
  );
}

function pathOf(effect: Effect): string {
  return "target" in effect && effect.target.kind !== "unknown" ? effect.target.path : "";
}

describe("pi's file tools", () => {
  it.each([
    ["write", { path: "a.ts", content: "" }, ["write workspace /home/u/proj/a.ts"]],
    ["edit", { path: "/tmp/a", edits: [] }, ["write temp /tmp/a"]],
    ["write", { file_path: "a.ts", content: "" }, ["write workspace /home/u/proj/a.ts"]],
    ["write", { path: "a.ts", file_path: "/etc/b" }, ["write workspace /home/u/proj/a.ts", "write outside /etc/b"]],
    ["read", { path: "~/.netrc" }, ["read home secret /home/u/.netrc"]],
    ["read", { path: "@.env" }, ["read workspace secret /home/u/proj/.env"]],
    ["read", { path: "@~/.netrc" }, ["read home secret /home/u/.netrc"]],
    ["read", { path: "@@a" }, ["read workspace /home/u/proj/@a"]],
    ["read", { path: "~u/a" }, ["read workspace /home/u/proj/~u/a"]],
    ["read", { path: "a\u00A0b" }, ["read workspace /home/u/proj/a b"]],
    ["read", { path: "$HOME/a" }, ["read workspace /home/u/proj/$HOME/a"]],
    ["read", { path: "*.pem" }, ["read workspace secret /home/u/proj/*.pem"]],
    ["ls", {}, ["read workspace /home/u/proj"]],
    ["ls", { path: "" }, ["read workspace /home/u/proj"]],
    ["grep", { pattern: "x", path: "/etc" }, ["read outside root /etc"]],
    ["find", { pattern: "*.ts" }, ["read workspace /home/u/proj"]],
  ])("%s %j", (tool, input, expected) => {
    expect(shorts(tool, input)).toEqual(expected);
  });

  it("joins a relative path by its text, as pi does, before links are followed", () => {
    const linked = world({ links: { "/home/u/proj/out": "/etc" } });
    expect(shorts("write", { path: "out/../a" }, linked)).toEqual(["write workspace /home/u/proj/a"]);
    // Old hosts leave an absolute path to the kernel, new ones take it by its text.
    expect(shorts("write", { path: "/home/u/proj/out/../a" }, linked)).toEqual(["write outside /a", "write workspace /home/u/proj/a"]);
    expect(shorts("write", { path: "out/a" }, linked)).toEqual(["write outside /etc/a"]);
  });

  it("takes an address for the file that new hosts open", () => {
    const places = (path: string) => shorts("write", { path });
    expect(places("file:///etc/x")).toContain("write outside /etc/x");
    expect(places("@file://localhost/home/u/%2essh/id_rsa")).toContain("write home secret /home/u/.ssh/id_rsa");
    expect(places("file:///home/u/proj/%2E%2E/x")).toContain("write home /home/u/x");
    expect(places("file:///%zz")).toEqual(["write workspace /home/u/proj/file:/%zz"]);
  });

  it("tries the spellings that pi tries for a file that isn't there", () => {
    const odd = world({ kinds: { [`${HOME}/proj/it\u2019s.key`]: "file" } });
    expect(shorts("read", { path: "it's.key" }, odd)).toContain("read workspace secret /home/u/proj/it\u2019s.key");
  });

  it("names no program, so that a plan file may be opened for them alone", () => {
    expect(effectsOfCall({ tool: "write", input: { path: ".pi/plans/a.md" } }, plain)[0]?.origin.program).toBeUndefined();
    const shell = effectsOfCall({ tool: "bash", input: { command: "echo > .pi/plans/a.md" } }, plain);
    expect(shell.every((effect) => effect.origin.program !== undefined)).toBe(true);
  });
});

describe("input that isn't shaped as the tool wants it", () => {
  const getter = Object.defineProperty({}, "path", { enumerable: true, get: () => "a.ts" });
  const throwing = new Proxy(
    {},
    {
      getOwnPropertyDescriptor: () => {
        throw new Error("no");
      },
    },
  );
  const inherited: unknown = Object.create({ path: "a.ts", command: "ls" });
  const odd: readonly unknown[] = [
    undefined,
    null,
    7,
    "a.ts",
    [],
    {},
    { path: 7 },
    { path: ["a"] },
    { path: "a\0b" },
    { path: "a", file_path: 1 },
    getter,
    throwing,
    inherited,
    JSON.parse('{"__proto__":{"path":"a.ts"}}'),
  ];
  it.each(["write", "edit", "read"])("is opaque for %s", (tool) => {
    for (const input of odd) expect(shorts(tool, input), String(input === throwing ? "proxy" : JSON.stringify(input))).toContain("opaque");
  });
  it("is opaque for bash", () => {
    for (const input of [...odd, { command: 7 }, { command: ["ls"] }, { command: null }]) expect(shorts("bash", input)).toEqual(["opaque"]);
  });
  it("is opaque for a listing whose path is no text", () => {
    for (const path of [7, {}, "a\0"]) expect(shorts("ls", { path })).toEqual(["opaque"]);
  });
});

describe("other tools", () => {
  it.each(["Bash", "BASH", "", "toString", "__proto__", "constructor", "write ", "mcp__files__read"])("%j is opaque", (tool) => {
    expect(shorts(tool, { command: "ls", path: "a" })).toEqual(["opaque"]);
  });
  it("are shells only where the user says so", () => {
    expect(shorts("run", { command: "touch /tmp/x" }, plain, { shells: new Set(["run"]) })).toEqual(["write temp /tmp/x"]);
  });
  it("are opaque in a shell that isn't bash", () => {
    expect(shorts("bash", { command: "ls" }, world({ shell: "other" }))).toEqual(["opaque"]);
  });
});

describe("tools of other extensions", () => {
  it("that only talk to the user or keep a list do nothing", () => {
    for (const tool of ["todo", "question", "questionnaire"]) expect(shorts(tool, { action: "add", text: "x" })).toEqual(["run"]);
  });

  it("that start another pi do nothing by themselves where that one is bound to this one's mode, and else can't be judged", () => {
    expect(shorts("subagent", { task: "x" })).toEqual(["opaque"]);
    expect(shorts("subagent", { task: "x" }, plain, { bound: new Set(["subagent"]) })).toEqual(["run"]);
  });

  it("have the effects that their extension claims, beside the unknown ones", () => {
    const claims = new Map([["db", ["read", "write", "send"] as const]]);
    expect(shorts("db", {}, plain, { claims })).toEqual(["opaque", "write workspace /home/u/proj/*", "network send elsewhere"]);
  });

  it("are never less than unknown, whatever is claimed", () => {
    for (const claim of CLAIMS) expect(shorts("db", {}, plain, { claims: new Map([["db", [claim]]]) })[0]).toBe("opaque");
  });

  it("can't take effects from pi's own tools or from a shell by a claim", () => {
    const claims = new Map([
      ["write", ["read"] as const],
      ["bash", ["read"] as const],
    ]);
    expect(shorts("write", { path: "a", content: "" }, plain, { claims })).toEqual(["write workspace /home/u/proj/a"]);
    expect(shorts("bash", { command: "touch a" }, plain, { claims })).toEqual(["write workspace /home/u/proj/a"]);
  });
});
