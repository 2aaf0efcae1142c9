import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeWorkspace } from "../../src/workspace/node.ts";
import { findGround, type GroundQuestion } from "../../src/workspace/sandbox-ground.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-ground-")));
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe("what a sandbox hides of the home folder", () => {
  const home = join(base, "home");
  const root = join(home, "project");
  mkdirSync(join(root, ".git"), { recursive: true });
  mkdirSync(join(home, "diary"));
  for (const name of ["one.txt", "two.txt"]) writeFileSync(join(home, "diary", name), "dear");
  const workspace = nodeWorkspace({ cwd: root, home, env: {} });
  const hidden = async (isClosed?: GroundQuestion["isClosed"]) => {
    const found = await findGround({ workspace, agentDir: join(home, ".pi"), ...(isClosed ? { isClosed } : {}) });
    return found.kind === "found" ? found.ground.hiddenFiles.filter((path) => path.startsWith(home)) : [];
  };

  it("is what the policy of the asking session closes, whoever asked a moment ago", async () => {
    const [one, two] = [join(home, "diary", "one.txt"), join(home, "diary", "two.txt")];
    expect(await hidden()).toEqual([]);
    expect(await hidden((path) => path === one)).toEqual([one]);
    expect(await hidden((path) => path === two)).toEqual([two]);
  });

  it("isn't looked for again at once by the same session", async () => {
    const asked: string[] = [];
    const isClosed = (path: string) => asked.push(path) < 0;
    await hidden(isClosed);
    const before = asked.filter((path) => path.includes("diary")).length;
    await hidden(isClosed);
    expect(before).toBeGreaterThan(0);
    expect(asked.filter((path) => path.includes("diary"))).toHaveLength(before);
  });
});
