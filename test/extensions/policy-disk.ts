// A home, a project and a folder of the administrator on a real disk, with config files in them.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createPolicyFiles, type PolicyFiles, type PolicyFilesOptions } from "../../extensions/shared/policy-files.ts";
import type { Workspace } from "../../src/effects/workspace.ts";
import { judge } from "../../src/judge.ts";
import type { PathPlace } from "../../src/policy/path-pattern.ts";
import { modeNamed } from "../../src/policy/policy.ts";
import { nodeWorkspace } from "../../src/workspace/node.ts";

/** Opens `touch` in plan mode. */
export const OPENS = { rules: [{ command: "touch *", modes: ["plan"], decision: "allow" }] } as const;
/** Closes every write. */
export const CLOSES = { rules: [{ effect: "write*", decision: "deny" }] } as const;

export interface PolicyDisk {
  readonly root: string;
  readonly user: string;
  readonly admin: string;
  /** The file of a folder, of the workspace folder unless given. */
  readonly project: (folder?: string) => string;
  readonly place: PathPlace;
  readonly workspace: () => Workspace;
  readonly create: (options?: Partial<PolicyFilesOptions>) => PolicyFiles;
  /** What the policy of the moment says to a command. */
  readonly says: (files: PolicyFiles, command: string, mode: string) => string;
  readonly remove: () => void;
}

export function policyDisk(): PolicyDisk {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-policy-")));
  const root = join(base, "home", "proj");
  const agentDir = join(base, "agent");
  const admin = join(base, "etc", "policy.json");
  mkdirSync(join(root, ".git"), { recursive: true });
  const workspace = () => nodeWorkspace({ cwd: root, home: join(base, "home"), agentDir });
  const { home, realPath } = workspace();
  const place = { root, home, real: (path: string) => realPath("/", path) ?? path };
  const administrator = process.getuid?.() ?? 0;
  return {
    ...{ root, admin, place, workspace },
    user: join(agentDir, "pi-modes.json"),
    project: (folder = root) => join(folder, ".pi", "pi-modes.json"),
    create: (options) => createPolicyFiles({ cwd: root, place, agentDir, administratorFile: admin, administrator, ...options }),
    says: (files, command, mode) => {
      const { policy } = files.current();
      return judge({ tool: "bash", input: { command } }, workspace(), modeNamed(policy, mode), policy).decision;
    },
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

export function put(file: string, content: unknown): void {
  writeFileSync(inFolder(file), typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content));
}

export function inFolder(file: string): string {
  mkdirSync(dirname(file), { recursive: true });
  return file;
}

export function link(file: string, to: string): void {
  symlinkSync(to, inFolder(file));
}
