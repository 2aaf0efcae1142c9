// A project's file opens what the user trusted it to open.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PolicyFiles } from "../../extensions/shared/policy-files.ts";
import { OPENS, type PolicyDisk, policyDisk, put } from "./policy-disk.ts";

let disk: PolicyDisk;
let files: PolicyFiles;
const says = (command: string, mode = "plan") => disk.says(files, command, mode);

beforeEach(() => {
  disk = policyDisk();
  files = disk.create();
});
afterEach(() => disk.remove());

describe("a project's file", () => {
  const folder = () => files.current().project;
  const hash = () => files.current().projectHash ?? "";

  it("opens something only as long as the user trusts exactly these bytes", () => {
    put(disk.project(), OPENS);
    expect(says("touch x")).toBe("deny");
    expect(files.current().waiting.map(({ text }) => text)).toEqual(["rules[0]: allow `touch *` in plan"]);
    expect(files.trustOf(folder(), hash())).toBe("unknown");
    expect(files.decideTrust(folder(), hash(), "trusted")).toEqual({ kind: "done" });
    expect(says("touch x")).toBe("allow");
    expect(files.current().waiting).toEqual([]);
    expect(disk.create().trustOf(folder(), hash())).toBe("trusted");

    put(disk.project(), { rules: [...OPENS.rules, { command: "rm *", modes: ["plan"], decision: "allow" }] });
    expect(says("touch x")).toBe("deny");
    expect(says("rm x")).toBe("deny");
    expect(files.current().waiting).toHaveLength(2);
  });

  it("opens nothing where the host was told not to trust the project, or can't say", () => {
    put(disk.project(), OPENS);
    files.decideTrust(folder(), hash(), "trusted");
    const unsure = () => {
      throw new Error("gone");
    };
    for (const hostTrusts of [() => false, unsure]) {
      files = disk.create({ hostTrusts });
      expect(says("touch x")).toBe("deny");
      expect(files.current().problems).toEqual([]);
    }
  });

  it("that was refused opens nothing, and says so", () => {
    put(disk.project(), OPENS);
    files.decideTrust(folder(), hash(), "trusted");
    files.decideTrust(folder(), hash(), "refused");
    expect(files.trustOf(folder(), hash())).toBe("refused");
    expect(says("touch x")).toBe("deny");
  });

  it("that is broken holds the session until the user refuses these bytes", () => {
    put(disk.project(), "{");
    expect(files.current()).toMatchObject({ held: "plan", projectBroken: true });
    files.decideTrust(folder(), hash(), "trusted");
    expect(files.current().held).toBe("plan");
    files.decideTrust(folder(), hash(), "refused");
    expect(files.current()).toMatchObject({ held: undefined, projectBroken: false });
    put(disk.project(), "[");
    expect(files.current().held).toBe("plan");
  });
});
