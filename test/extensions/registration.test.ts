import { readFileSync } from "node:fs";
import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";
import { describe, expect, it } from "vitest";
import modeManager from "../../extensions/mode-manager/index.ts";
import modeStatus from "../../extensions/mode-status/index.ts";
import toolGuard from "../../extensions/tool-guard/index.ts";
import { testBus } from "../support/bus.ts";

const EXTENSIONS = { "mode-manager": modeManager, "tool-guard": toolGuard, "mode-status": modeStatus };

/** Records what an extension registers; anything else that it touches while loading is an error, as on a real host. */
function recorder() {
  const calls: [string, unknown][] = [];
  const record = (kind: string) => (name: unknown) => void calls.push([kind, name]);
  const api = {
    events: testBus(),
    on: record("on"),
    registerFlag: record("flag"),
    registerCommand: record("command"),
    registerShortcut: record("shortcut"),
    registerMessageRenderer: record("renderer"),
    registerTool: record("tool"),
    unregisterProvider: () => {},
  };
  return {
    calls,
    pi: api as unknown as ExtensionAPI,
    of: (kind: string) => calls.filter(([name]) => name === kind).map(([, value]) => value),
  };
}

/** Every file of ours that loading `entry` runs, itself included; types and what is loaded later left out. */
function startFiles(entry: URL, found = new Set<string>()): readonly string[] {
  if (found.has(entry.pathname)) return [];
  found.add(entry.pathname);
  for (const [, kind, specifier] of readFileSync(entry, "utf8").matchAll(/^(import|export) (?!type\b)[^;]*?from "(\.[^"]+)";$/gm)) {
    if (kind !== undefined && specifier !== undefined) startFiles(new URL(specifier, entry), found);
  }
  return [...found];
}

describe("the three extensions", () => {
  it("register one tool_call handler between them", async () => {
    const { pi, of } = recorder();
    for (const extension of Object.values(EXTENSIONS)) await extension(pi);
    expect(of("on").filter((name) => name === "tool_call")).toHaveLength(1);
  });

  it("register one command, one shortcut and one flag, and no tool that could clash", async () => {
    const { pi, of } = recorder();
    for (const extension of Object.values(EXTENSIONS)) await extension(pi);
    expect([of("command"), of("shortcut"), of("flag"), of("tool")]).toEqual([["mode"], ["ctrl+alt+p"], ["plan"], []]);
  });

  for (const [name, extension] of Object.entries(EXTENSIONS)) {
    it(`${name} loads alone and rebuilds on every event that changes the branch`, async () => {
      const { pi, of } = recorder();
      await extension(pi);
      expect(of("on")).toEqual(
        expect.arrayContaining(["session_start", "session_switch", "session_fork", "session_tree", "session_shutdown"]),
      );
    });

    it(`${name} only wires`, () => {
      for (const file of ["index.ts", "wiring.ts"]) {
        const lines = readFileSync(new URL(`../../extensions/${name}/${file}`, import.meta.url), "utf8")
          .trimEnd()
          .split("\n");
        expect(lines.length).toBeLessThan(60);
      }
    });
  }

  describe.each(Object.keys(EXTENSIONS))("%s", (name) => {
    const files = startFiles(new URL(`../../extensions/${name}/wiring.ts`, import.meta.url));

    it("starts without the parser and the knowledge", () => {
      expect(files.length).toBeGreaterThan(20);
      expect(
        files.filter((file) => /\/src\/(?:shell|effects\/programs)\/|\/src\/effects\/(?:tools|judge|calls|table)\.ts/.test(file)),
      ).toEqual([]);
    });

    it("starts without what other packages bring", () => {
      const foreign = /^(?:import|export) (?!type\b)[^;]*?from "(?!\.|node:)([^"]+)";$/gm;
      expect(files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(foreign)].map((match) => match[1]))).toEqual([]);
    });
  });

  it("are what the manifest declares", () => {
    const manifest: { pi: { extensions: string[] } } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(manifest.pi.extensions).toEqual(Object.keys(EXTENSIONS).map((name) => `./extensions/${name}/index.ts`));
  });
});
