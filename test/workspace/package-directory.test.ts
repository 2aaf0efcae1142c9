import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { packageDirectory } from "../../src/workspace/package-directory.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-package-")));
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe("the folder of the package", () => {
  const folder = join(base, "node_modules", "modes");
  mkdirSync(join(folder, "dist", "knowledge"), { recursive: true });
  writeFileSync(join(base, "package.json"), "{}");
  writeFileSync(join(folder, "package.json"), "{}");

  it.each(["dist/start.mjs", "dist/knowledge/load.mjs", "src/workspace/here.ts"])("is the nearest one that is a package: %s", (file) => {
    expect(packageDirectory(join(folder, file))).toBe(folder);
  });

  it("is this repository for the sources", () => {
    expect(packageDirectory()).toBe(fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, ""));
  });

  it("has to be there", () => {
    expect(() => packageDirectory("/pi-modes-nowhere/dist/start.mjs")).toThrow("package.json");
  });
});
