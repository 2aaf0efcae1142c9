// The trial of the sandbox must fail wherever the sandbox doesn't hold: real bubblewrap, and ones that leave something out.

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SandboxGround, SandboxLevel, SandboxPlace } from "../../src/sandbox/layout.ts";
import type { SandboxPrograms } from "../../src/sandbox/script.ts";
import { nodeWorkspace } from "../../src/workspace/node.ts";
import { findGround } from "../../src/workspace/sandbox-ground.ts";
import { findPrograms } from "../../src/workspace/sandbox-programs.ts";
import { furnish, placeIn, trySandbox } from "../../src/workspace/sandbox-trial.ts";

let folder: string;
let ground: SandboxGround;
let programs: SandboxPrograms;
let place: SandboxPlace;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-trial-")));
  const [root, home] = [join(folder, "home", "project"), join(folder, "home")];
  mkdirSync(join(root, ".git"), { recursive: true });
  writeFileSync(join(root, ".env"), "KEY=x\n");
  const found = await findGround({ workspace: nodeWorkspace({ cwd: root, home }), agentDir: join(home, ".pi", "agent") });
  const tools = findPrograms();
  if (found.kind !== "found" || tools.kind !== "found") throw new Error("this machine has no bubblewrap");
  ({ ground } = found);
  ({ programs } = tools);
  place = placeIn(folder);
  furnish(place);
  mkdirSync(place.mount);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LEVELS = ["overlay", "read-only"] as const;
const attempt = (level: SandboxLevel, bwrap = programs.bwrap) => trySandbox(ground, level, { ...programs, bwrap }, place, folder);

/** A bubblewrap that doesn't get all that it is told. `edit`: bash, which changes the list `args`. */
function leavingOut(edit: string): string {
  const path = join(folder, `bwrap-${readdirSync(folder).length}`);
  writeFileSync(path, `#!/bin/bash\nargs=("$@")\n${edit}\nexec ${programs.bwrap} "\${args[@]}"\n`);
  chmodSync(path, 0o755);
  return path;
}

const without = (word: string, count: number) =>
  `kept=(); while ((\${#args[@]} > 0)); do if [[ \${args[0]} == ${word} ]]; then args=("\${args[@]:${count}}"); else kept+=("\${args[0]}"); args=("\${args[@]:1}"); fi; done; args=("\${kept[@]}")`;
const insteadOf = (word: string, other: string) => `for at in "\${!args[@]}"; do [[ \${args[at]} != ${word} ]] || args[at]=${other}; done`;

describe.each(LEVELS)("the trial of %s", (level) => {
  it("passes where all is as it should be, and leaves nothing", async () => {
    const before = readdirSync(ground.root);
    expect(await attempt(level)).toBeUndefined();
    expect(readdirSync(ground.root)).toEqual(before);
  });

  it.each<[string, string, RegExp]>([
    ["the network", `${without("--unshare-all", 1)}; args=(--unshare-pid --unshare-ipc "\${args[@]}")`, /connect to a port/],
    ["other processes", `${without("--unshare-all", 1)}; args=(--unshare-net "\${args[@]}")`, /other processes/],
    ["hidden files", insteadOf('"$HIDE"', '"${args[at + 1]}"'), /hidden file/],
    ["variables", without("--unsetenv", 2), /secret of the environment/],
    ["the real file system", `${insteadOf("--ro-bind", "--bind")}; ${insteadOf("--tmpfs", "--dir")}`, /could write/],
  ])("fails where %s can be reached", async (_what, edit, why) => {
    expect(await attempt(level, leavingOut(edit.replace("$HIDE", place.hidden)))).toMatch(why);
  });

  it("fails where bubblewrap does nothing at all, or isn't one", async () => {
    const bare = leavingOut('while [[ $1 != -- ]]; do shift; done; shift; exec "$@"');
    expect(await attempt(level, bare)).toMatch(/could write/);
    expect(await attempt(level, "/bin/false")).toMatch(/trial failed/);
    expect(await attempt(level, join(folder, "nowhere"))).toMatch(/trial failed/);
  });

  it("fails where the system gives no namespaces", async () => {
    const closed = join(folder, "closed");
    const inner = `echo 0 >/proc/sys/user/max_user_namespaces && exec ${programs.bwrap} "$@"`;
    writeFileSync(closed, `#!/bin/bash\nexec unshare --user --map-root-user bash -c '${inner}' bwrap "$@"\n`);
    chmodSync(closed, 0o755);
    expect(await attempt(level, closed)).toMatch(/trial failed/);
  });
});

describe("the programs", () => {
  it("are none where there is no bubblewrap, and on other systems", () => {
    expect(findPrograms("linux", [folder])).toMatchObject({
      kind: "missing",
      why: expect.stringContaining("bubblewrap"),
      remedy: expect.stringContaining("apt install bubblewrap"),
    });
    expect(findPrograms("darwin")).toMatchObject({ kind: "missing" });
  });

  it("are none that somebody else could have put there", () => {
    const open = join(folder, "open");
    mkdirSync(open);
    writeFileSync(join(open, "bwrap"), "#!/bin/sh\n", { mode: 0o755 });
    chmodSync(open, 0o777);
    expect(findPrograms("linux", [open])).toMatchObject({ kind: "missing" });
  });
});
