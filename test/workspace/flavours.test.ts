// Paths of Windows and macOS. Neither system runs here: the disks are made up, and the logic that reads the paths is the one that ships.

import { describe, expect, it } from "vitest";
import type { PathTarget } from "../../src/effects/effect.ts";
import { effectsOfCall } from "../../src/effects/tools.ts";
import type { Workspace } from "../../src/effects/workspace.ts";
import { judge } from "../../src/judge.ts";
import { MODES } from "../../src/policy/modes.ts";
import { BUILT_IN, circumstancesIn } from "../../src/policy/policy.ts";
import type { Rule } from "../../src/policy/rule.ts";
import { compileRules } from "../../src/policy/rules.ts";
import { MACOS_PATHS, MACOS_SPELLINGS } from "../cases/paths-macos.ts";
import { WINDOWS_PATHS, WINDOWS_SPELLINGS } from "../cases/paths-windows.ts";
import { macMachine, windowsMachine } from "./fake-machine.ts";

const windows = windowsMachine().workspace;
const mac = macMachine().workspace;

/** `workspace secret`, `unknown guard`; different ones joined by ` + `. */
function placeOf(path: string, workspace: Workspace): string {
  const targets = effectsOfCall({ tool: "write", input: { path, content: "" } }, workspace).flatMap((effect) =>
    "target" in effect ? [effect.target] : [],
  );
  const known = targets.filter((target) => target.kind === "exact").map(inWords);
  const doubtful = targets.filter((target) => target.kind !== "exact");
  const marks = doubtful.flatMap((target) => (target.kind === "pattern" ? target.marks : []));
  const unknown = doubtful.length > 0 ? [["unknown", ...new Set(marks)].join(" ")] : [];
  return [...new Set([...unknown, ...known])].join(" + ");
}

function inWords(target: Extract<PathTarget, { kind: "exact" }>): string {
  return [target.scope, ...target.marks].join(" ");
}

describe("a session on Windows", () => {
  it("has its places in one form", () => {
    const { cwd, root, home, temp, guarded, shell } = windows;
    expect({ cwd, root, home, temp, guarded, shell }).toEqual({
      cwd: "C:/work/proj",
      root: "C:/Work/Proj",
      home: "C:/Users/Ann",
      temp: ["C:/Users/Ann/AppData/Local/Temp"],
      guarded: ["C:/Users/Ann/.pi/agent", "C:/etc/pi-modes"],
      shell: "other",
    });
  });

  it.each(WINDOWS_PATHS)("writes %j: %s", (path, expected) => {
    expect(placeOf(path, windows)).toBe(expected);
  });

  it.each([["C:\\"], ["C:\\Users"], ["C:\\Windows"], ["C:\\Program Files"], ["\\\\files\\team"]])("takes %s for nobody's work", (cwd) => {
    const { workspace } = windowsMachine({ cwd });
    expect(placeOf("a\\b\\c.txt", workspace)).toMatch(/^(?:outside|home)$/);
  });

  it("works on a share where it is started there, also by a letter", () => {
    for (const cwd of ["\\\\FILES\\Team\\docs", "Z:\\docs"]) {
      const { workspace } = windowsMachine({ cwd });
      expect(workspace.root).toBe("//files/team/docs");
      expect(placeOf("a.md", workspace)).toBe("workspace");
      expect(placeOf("\\\\files\\TEAM\\docs\\a.md", workspace)).toBe("workspace");
      expect(effectsOfCall({ tool: "read", input: { path: "\\\\files\\team\\docs\\a.md" } }, workspace).map(({ kind }) => kind)).toEqual([
        "read",
      ]);
    }
  });

  it("asks no foreign server anything before the user agreed", () => {
    const { workspace, asked } = windowsMachine();
    for (const path of [
      "\\\\evil\\share\\a.txt",
      "//evil/share/It's 1 AM.txt",
      "\\\\?\\UNC\\evil\\share\\a",
      "far\\a.txt",
      "file://evil/share/a",
    ]) {
      for (const tool of ["read", "write", "ls"]) judge({ tool, input: { path, content: "" } }, workspace, MODES.plan);
    }
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((path) => /^[\\/]{2}.*evil/i.test(path))).toEqual([]);
  });

  it("takes reading from a foreign server for the use of the network that it is", () => {
    const decision = (path: string) => judge({ tool: "read", input: { path } }, windows, MODES.plan).decision;
    expect(decision("\\\\evil\\share\\a.txt")).toBe("ask");
    expect(decision("//?/UNC/evil/share/a.txt")).toBe("ask");
    expect(decision("src\\App.ts")).toBe("allow");
  });

  it.each(["bash", "powershell", "pwsh", "cmd", "PowerShell.exe"])("reads no command of the tool %s", (tool) => {
    const tools = { shells: new Set([tool]), bound: new Set<string>(), claims: new Map() };
    for (const workspace of tool === "bash" ? [windows] : [windows, mac])
      expect(effectsOfCall({ tool, input: { command: "ls" } }, workspace, tools).map(({ kind }) => kind)).toEqual(["opaque"]);
  });
});

describe("a session on macOS", () => {
  it("has its places as the disk writes them", () => {
    const { root, home, temp, guarded } = mac;
    expect({ root, home, temp, guarded }).toEqual({
      root: "/Users/ann/Work/proj",
      home: "/Users/ann",
      temp: ["/private/tmp", "/private/var/tmp", "/private/var/folders/ab/cd/T"],
      guarded: ["/Users/ann/.pi/agent", "/private/etc/pi-modes"],
    });
  });

  it.each(MACOS_PATHS)("writes %j: %s", (path, expected) => {
    expect(placeOf(path, mac)).toBe(expected);
  });

  it("finds its work under the other Unicode form", () => {
    const { workspace } = macMachine({ cwd: "/Users/ann/Work/Größe".normalize("NFC") });
    expect(placeOf("/Users/ann/Work/Größe/x".normalize("NFC"), workspace)).toBe("workspace");
    expect(placeOf("/Users/ann/Work/Größe/x".normalize("NFD"), workspace)).toBe("workspace");
  });

  it.each([
    ["RM -rf /", "deny"],
    ["SUDO rm -rf /", "deny"],
    ["/bin/RM -rf ~", "deny"],
    ["Rm -rf /etc", "deny"],
    ["PowerShell.exe -c ls", "ask"],
    ["cmd /c dir", "ask"],
    ["pwsh x.ps1", "ask"],
    ["echo x > .GIT/hooks/y", "ask"],
    ["cat .E*", "ask"],
  ])("judges %s by the program and the file that the disk finds", (command, expected) => {
    expect(judge({ tool: "bash", input: { command } }, mac, MODES.execute).decision).toBe(expected);
  });
});

describe("rules", () => {
  const rule = (path: string, decision: Rule["decision"]): Rule => ({
    id: "r",
    source: "user",
    file: "f",
    line: 1,
    path,
    decision,
    effect: ["read", "write"],
  });
  const decisionOf = (workspace: Workspace, written: Rule, path: string, tool = "read") => {
    const place = { root: workspace.root, home: workspace.home, real: (one: string) => workspace.realPath("/", one) ?? one };
    const policy = { ...BUILT_IN, rules: compileRules([written], place) };
    return judge({ tool, input: { path, content: "" } }, workspace, MODES.plan, policy, circumstancesIn(workspace.root)).decision;
  };

  it.each([
    "private",
    "private/**",
    "private\\**",
    "C:\\Work\\Proj\\private",
    "c:/WORK/proj/PRIVATE/*",
    "/c/Work/Proj/private/**",
    "/",
    "**/*.TXT",
  ])("on Windows %s closes the folder in every spelling", (path) => {
    expect(decisionOf(windows, rule(path, "deny"), "private/notes.txt")).toBe("deny");
    for (const [, spelling] of WINDOWS_SPELLINGS)
      expect(decisionOf(windows, rule(path, "deny"), spelling("private/notes.txt"))).toBe("deny");
  });

  it.each(["private", "PRIVATE/**", "/Users/ann/Work/proj/Private", "**/*.TXT"])(
    "on macOS %s closes the folder in every spelling",
    (path) => {
      for (const [, spelling] of MACOS_SPELLINGS) expect(decisionOf(mac, rule(path, "deny"), spelling("private/notes.txt"))).toBe("deny");
    },
  );

  it("close a folder in either Unicode form", () => {
    const name = "Schlüssel/x.txt";
    for (const path of [name, "NEU-ÖL/y"]) {
      for (const form of ["NFC", "NFD"]) {
        expect(decisionOf(mac, rule(path.normalize("NFC"), "deny"), path.normalize(form))).toBe("deny");
        expect(decisionOf(mac, rule(path.normalize("NFD").toLowerCase(), "deny"), path.normalize(form))).toBe("deny");
      }
    }
  });

  it("open a folder of Windows, and nothing that may be another", () => {
    const open: Rule = { ...rule("src/**", "allow"), modes: ["plan"] };
    expect(decisionOf(windows, open, "c:\\work\\proj\\SRC\\App.ts", "write")).toBe("allow");
    expect(decisionOf(windows, { ...open, path: "C:\\Other" }, "C:\\OTHER\\x.txt", "read")).toBe("allow");
    for (const path of [
      "src\\App.ts.",
      "src\\App.ts:x",
      "C:src\\App.ts",
      "/c/Work/Proj/src/App.ts",
      "src.\\App.ts",
      "\\\\localhost\\c$\\Work\\Proj\\src\\App.ts",
    ])
      expect(decisionOf(windows, open, path, "write")).toBe("deny");
  });
});

describe("a disk that minds case", () => {
  it("has nothing in the workspace by folding", () => {
    const strict: Workspace = { ...mac, realPath: (base, path) => (path.startsWith("/") ? path : `${base}/${path}`) };
    expect(placeOf("/users/ann/work/PROJ/src/App.ts", strict)).toBe("outside");
    expect(placeOf("/Users/ann/Work/proj/SRC/App.ts", strict)).toBe("workspace");
  });
});
