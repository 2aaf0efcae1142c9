// Putting a command into the sandbox. Laws: it is tried on this machine and in this workspace before anything relies on it; what must be hidden
// is looked up anew in each turn of the model.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Workspace } from "../../src/effects/workspace.ts";
import type { Mode } from "../../src/policy/modes.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { layoutOf, type SandboxGround, type SandboxLevel, type SandboxPlace } from "../../src/sandbox/layout.ts";
import { readChanges, type SandboxPrograms, sandboxScript } from "../../src/sandbox/script.ts";
import { resultNote, type SandboxState, sandboxLine } from "../../src/sandbox/words.ts";
import type { SessionStore } from "../../src/session/store.ts";
import { agentDirectory } from "../../src/workspace/agent-directory.ts";
import { type FoundGround, findGround } from "../../src/workspace/sandbox-ground.ts";
import { findPrograms } from "../../src/workspace/sandbox-programs.ts";
import { furnish, placeIn, trySandbox } from "../../src/workspace/sandbox-trial.ts";
import { isRunning } from "../../src/workspace/temporary.ts";
import { sessionWorkspace } from "../shared/workspace.ts";
import { judgeNow } from "./judgement.ts";

type Wrapped = { readonly kind: "wrapped"; readonly command: string } | { readonly kind: "not"; readonly why: string };

export interface SandboxRun {
  readonly wrap: (toolCallId: string, command: string, cwd: string, mode: Mode) => Promise<Wrapped>;
  /** Looks up what must be hidden while the model is at work, for the calls of this turn. */
  readonly foresee: (cwd: string) => void;
  /** What is to be said beside the result of that call; empty: nothing. */
  readonly noteOn: (toolCallId: string, failed: boolean) => string;
  /** For `/mode status`; tries the sandbox where nobody did. `other`: why it can't be used at all. */
  readonly line: (cwd: string, mode: Mode, other: string | undefined) => Promise<string>;
  /** Removes what was left on the disk. Never throws. */
  readonly close: () => void;
}

/** Switches it off for a process: in a container that is a sandbox already, and in tests. */
const SWITCH = "PI_MODES_SANDBOX";
const PREFIX = "pi-modes-sandbox-";
/** Bytes of a command that fit into one argument with what is put around it. */
const COMMAND_LIMIT = 60_000;
/** One argument of a program on Linux. */
const SCRIPT_LIMIT = 120_000;

/** Characters of the list of changes that are looked at. */
const LIST_LIMIT = 20_000;

interface Ready {
  readonly kind: "ready";
  readonly programs: SandboxPrograms;
  readonly level: SandboxLevel;
  readonly without?: string;
}
type Missing = Extract<SandboxState, { kind: "missing" }>;
type Tried = Ready | Missing;

export function createSandboxRun(store: SessionStore): SandboxRun {
  const tries = new Map<string, Promise<Tried>>();
  const calls = new Map<string, { readonly overlays: readonly string[]; readonly file: string; readonly root: string }>();
  let folder: string | undefined;
  let count = 0;

  const home = (): { readonly folder: string; readonly place: SandboxPlace } => {
    if (folder === undefined) {
      sweep();
      folder = realpathSync(mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`)));
      const place = placeIn(folder);
      furnish(place);
      mkdirSync(place.mount);
    }
    return { folder, place: placeIn(folder) };
  };

  let ahead: { readonly cwd: string; readonly policy: Policy; readonly found: Promise<FoundGround> } | undefined;
  const groundAt = (cwd: string, workspace: Workspace): Promise<FoundGround> => {
    if (ahead?.cwd === cwd && ahead.policy === store.policy) return ahead.found;
    return lookAt(cwd, workspace);
  };
  const foresee: SandboxRun["foresee"] = (cwd) => {
    const found = lookAt(cwd, sessionWorkspace(cwd, store.guarded));
    found.catch(() => undefined);
    ahead = { cwd, policy: store.policy, found };
  };
  let closing:
    | { readonly cwd: string; readonly mode: string; readonly policy: Policy; readonly isClosed: (path: string) => boolean }
    | undefined;
  const closedAt = (cwd: string) => {
    const { policy, branch } = store;
    if (closing?.cwd === cwd && closing.mode === branch.mode && closing.policy === policy) return closing.isClosed;
    const isClosed = (path: string): boolean => judgeNow("read", { path }, cwd, store).decision !== "allow";
    closing = { cwd, mode: branch.mode, policy, isClosed };
    return isClosed;
  };
  const lookAt = (cwd: string, workspace: Workspace): Promise<FoundGround> => {
    const closes = store.policy.rules.rules.some((rule) => rule.path !== undefined && rule.decision !== "allow");
    return findGround({ workspace, agentDir: agentDirectory(), ...(closes ? { isClosed: closedAt(cwd) } : {}) });
  };

  const tried = (ground: SandboxGround, overlay: Mode["overlay"]): Promise<Tried> => {
    const key = [ground.root, ground.home, overlay].join("\0");
    const found = tries.get(key) ?? tryLevels(ground, overlay, home());
    tries.set(key, found);
    return found;
  };

  /** What a command in that folder would run in. */
  const readyAt = async (cwd: string, { overlay }: Mode): Promise<(Ready & { readonly ground: SandboxGround }) | Missing> => {
    const found = await groundAt(cwd, sessionWorkspace(cwd, store.guarded));
    if (found.kind === "impossible") return { kind: "missing", why: `It can't be made here: ${found.why}.`, remedy: "" };
    const ready = await tried(found.ground, overlay);
    return ready.kind === "missing" ? ready : { ...ready, ground: found.ground };
  };

  const wrap: SandboxRun["wrap"] = async (toolCallId, command, cwd, mode) => {
    if (command.length > COMMAND_LIMIT) return { kind: "not", why: "The command is too long for a sandbox." };
    const ready = await readyAt(cwd, mode);
    if (ready.kind === "missing") return { kind: "not", why: ready.why };
    const { folder, place } = home();
    const layout = layoutOf(ready.ground, ready.level, place);
    if (!layout) return { kind: "not", why: "The workspace lies in a folder that has to be hidden." };
    count += 1;
    const file = join(folder, `changes-${count}`);
    const script = sandboxScript(command, layout, ready.programs, place, file);
    if (Buffer.byteLength(script) > SCRIPT_LIMIT) return { kind: "not", why: "The command is too long for a sandbox." };
    calls.set(toolCallId, { overlays: layout.overlays, file, root: ready.ground.root });
    return { kind: "wrapped", command: script };
  };

  const noteOn: SandboxRun["noteOn"] = (toolCallId, failed) => {
    const call = calls.get(toolCallId);
    calls.delete(toolCallId);
    if (!call) return "";
    const changes = readChanges(textOf(call.file), call.overlays);
    rmSync(call.file, { force: true });
    return resultNote(changes, failed, call.root);
  };

  const line: SandboxRun["line"] = async (cwd, mode, other) => {
    const ready = other === undefined ? await readyAt(cwd, mode) : ({ kind: "missing", why: other, remedy: "" } satisfies Missing);
    const state: SandboxState =
      ready.kind === "missing"
        ? ready
        : { ...ready, kind: "works", hidden: ready.ground.hiddenFiles.length + ready.ground.hiddenFolders.length };
    return sandboxLine(state, mode.sandbox === "required");
  };

  const close = (): void => {
    if (folder !== undefined) remove(folder);
    folder = undefined;
    tries.clear();
  };
  return { wrap, foresee, noteOn, line, close };
}

/** With the overlay if that holds, else without. */
async function tryLevels(
  ground: SandboxGround,
  overlay: Mode["overlay"],
  { folder, place }: { readonly folder: string; readonly place: SandboxPlace },
): Promise<Tried> {
  if (process.env[SWITCH] === "off")
    return { kind: "missing", why: `${SWITCH}=off is set.`, remedy: `Start pi without ${SWITCH}=off to have it.` };
  const found = findPrograms();
  if (found.kind === "missing") return found;
  const { programs } = found;
  const fault = overlay === "off" ? undefined : await trySandbox(ground, "overlay", programs, place, folder);
  if (overlay !== "off" && fault === undefined) return { kind: "ready", programs, level: "overlay" };
  const last = await trySandbox(ground, "read-only", programs, place, folder);
  if (last === undefined) return { kind: "ready", programs, level: "read-only", ...(fault === undefined ? {} : { without: fault }) };
  return { kind: "missing", why: last, remedy: NAMESPACES };
}

const NAMESPACES =
  "It needs user namespaces: in a container start it with them (docker run --security-opt seccomp=unconfined), on Ubuntu give bwrap an AppArmor profile that has userns.";

function textOf(file: string): string {
  try {
    // Names enough to say which; a build leaves more than anybody reads.
    return readFileSync(file, "utf8").slice(0, LIST_LIMIT);
  } catch {
    // The command was ended before it could be written.
    return "";
  }
}

/** What processes left that were killed. */
function sweep(): void {
  try {
    for (const name of readdirSync(tmpdir())) {
      const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split("-")[0]) : Number.NaN;
      if (pid > 0 && !isRunning(pid)) remove(join(tmpdir(), name));
    }
  } catch {
    // They stay until the next time.
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // It is empty but for two texts.
  }
}
