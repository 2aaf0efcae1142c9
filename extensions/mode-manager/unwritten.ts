// Sessions that the host hasn't written down yet: before the first answer there is no file, and after a crash nothing says which mode the user
// saw. Law: a session that ended so leaves the next one in its folder no looser. What can't be read of it counts as the strictest mode.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { field } from "../../src/decode.ts";
import { STRICTEST_MODE } from "../../src/policy/modes.ts";
import { agentDirectory } from "../../src/workspace/agent-directory.ts";
import { isRunning } from "../../src/workspace/temporary.ts";

export interface Unwritten {
  /** The mode from now on, where no file says it. `usual`: the one that a new session begins in. Never throws. */
  readonly note: (context: ExtensionContext, mode: string, usual: string) => void;
  /** A run has ended: the file may be there now. Never throws. */
  readonly written: () => void;
  /** Its user left the session. Never throws. */
  readonly forget: () => void;
  /** Modes of sessions in this folder that ended without a file; each is told once. Never throws. */
  readonly take: (context: ExtensionContext) => readonly string[];
}

export function createUnwritten(): Unwritten {
  const folder = join(agentDirectory(), "pi-modes", "unwritten");
  let mine: string | undefined;
  let file: string | undefined;

  const forget = (): void => {
    if (mine === undefined) return;
    remove(mine);
    mine = undefined;
  };
  const note: Unwritten["note"] = (context, mode, usual) => {
    try {
      file = context.sessionManager.getSessionFile();
      if (mode === usual || file === undefined || existsSync(file)) {
        forget();
        return;
      }
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const name = join(folder, `${prefixOf(context.cwd)}${process.pid}.json`);
      writeFileSync(name, JSON.stringify({ v: 1, mode, file }), { mode: 0o600 });
      mine = name;
    } catch {
      // The mode holds in this session all the same.
    }
  };
  const take: Unwritten["take"] = (context) => {
    try {
      if (!existsSync(folder)) return [];
      const names = readdirSync(folder).filter((name) => name.startsWith(prefixOf(context.cwd)) && !isAlive(name));
      return names.flatMap((name) => {
        const mode = modeIn(join(folder, name));
        remove(join(folder, name));
        return mode ?? [];
      });
    } catch {
      return [];
    }
  };
  const written = (): void => {
    if (mine !== undefined && file !== undefined && existsSync(file)) forget();
  };
  return { note, written, forget, take };
}

function prefixOf(cwd: string): string {
  return `${createHash("sha256").update(cwd).digest("hex").slice(0, 16)}-`;
}

/** A session that still runs speaks for itself. */
function isAlive(name: string): boolean {
  return isRunning(Number(/-(\d+)\.json$/.exec(name)?.[1]));
}

/** Undefined where the session was written down after all. */
function modeIn(path: string): string | undefined {
  try {
    const data: unknown = JSON.parse(readFileSync(path, "utf8"));
    const [mode, file] = [field(data, "mode"), field(data, "file")];
    if (field(data, "v") !== 1 || typeof mode !== "string" || typeof file !== "string") return STRICTEST_MODE;
    return existsSync(file) ? undefined : mode;
  } catch {
    return STRICTEST_MODE;
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is looked at again with the next start.
  }
}
