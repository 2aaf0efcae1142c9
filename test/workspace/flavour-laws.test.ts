// Law: a file's verdict doesn't depend on how it is spelled, wherever the disk finds it under that spelling; and folding knows all spellings.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "../../src/effects/folding.ts";
import type { Workspace } from "../../src/effects/workspace.ts";
import { judge } from "../../src/judge.ts";
import { MODES } from "../../src/policy/modes.ts";
import { isStricter } from "../../src/policy/verdict.ts";
import { MACOS_SPELLINGS } from "../cases/paths-macos.ts";
import { WINDOWS_SPELLINGS } from "../cases/paths-windows.ts";
import { macMachine, windowsMachine } from "./fake-machine.ts";

const windows = windowsMachine().workspace;
const mac = macMachine().workspace;

/** Paths below the workspace that mean something, and others. */
const PATHS = [
  ...[
    ".env",
    ".env.local",
    ".git/hooks/pre-commit",
    ".git/config",
    ".pi/pi-modes.json",
    ".pi/agent/auth.json",
    "id_rsa",
    "certs/server.pem",
  ],
  ...[".ssh/id_ed25519", "src/App.ts", "private/notes.txt", "new/file.md", "out/x.txt", "credentials.json", ".aws/credentials"],
];

const decisions = (path: string, workspace: Workspace) =>
  ["read", "write", "edit", "ls"].flatMap((tool) =>
    Object.values(MODES).map((mode) => judge({ tool, input: { path, content: "" } }, workspace, mode).decision),
  );

/** True for what says where the path begins: it comes last, and once. */
const isPlacing = (spelling: (path: string) => string): boolean => !/^a/i.test(spelling("a/b"));

describe("no spelling of a file lowers a verdict", () => {
  it.each([
    ["windows", windows, WINDOWS_SPELLINGS],
    ["macos", mac, MACOS_SPELLINGS],
  ] as const)("%s", (_, workspace, spellings) => {
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), fc.constantFrom(...spellings), fc.constantFrom(...spellings), (path, first, second) => {
        const plain = decisions(path, workspace);
        const chosen = isPlacing(first[1]) ? [second, first] : [first, second];
        fc.pre(!(isPlacing(first[1]) && isPlacing(second[1])));
        const written = chosen.reduce((text, [, spelling]) => spelling(text), path);
        decisions(written, workspace).forEach((decision, index) => {
          const before = plain[index] ?? "deny";
          expect(isStricter(before, decision), `${JSON.stringify(written)}: ${decision}, but ${path}: ${before}`).toBe(false);
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe("folding", () => {
  it("makes one of all forms of a name, and leaves the folders as they are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), (text) => {
        const folded = fold(text);
        for (const other of [text.normalize("NFC"), text.normalize("NFD"), text.toUpperCase(), text.toLowerCase(), folded])
          expect(fold(other)).toBe(folded);
        expect(folded.split("/").length).toBe(text.split("/").length);
      }),
      { numRuns: 2000 },
    );
  });
});
