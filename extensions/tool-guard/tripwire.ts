// The tripwire: a look at the work tree before and after each call that was let through as harmless in a mode that closes writing. Laws: it
// tightens and never opens; where a call ran that may write, nothing is said; nothing is undone by itself; in a mode that opens writing
// nothing runs here. It is the second line: what fails in it leaves the guard's own verdict standing.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import type { Mode } from "../../src/policy/modes.ts";
import type { Verdict } from "../../src/policy/verdict.ts";
import type { Fingerprint } from "../../src/session/fingerprint.ts";
import { currentMode, type SessionStore } from "../../src/session/store.ts";
import type { Part, TripwireEntry, Watch } from "../../src/session/tripwire.ts";
import { ourEntries } from "../shared/branch.ts";
import type { Worktree } from "./worktree.ts";

interface Call {
  readonly toolCallId: string;
  readonly toolName: string;
}

export interface Tripwire {
  /** While the model still writes a call: looks ahead, so that the call needn't wait. Cheap for every other event. */
  readonly foresee: (event: unknown, context: Pick<ExtensionContext, "cwd">) => void;
  /** Why a call that would be let through is refused; undefined where it isn't. Rejects where that can't be found out. */
  readonly closes: (verdict: Verdict, shown: string, context: Pick<ExtensionContext, "sessionManager">) => Promise<string | undefined>;
  /** For every call that was let through, when it was. `shown`: as the user saw it. Resolves when the call may run; never rejects. */
  readonly before: (event: Call, verdict: Verdict, shown: string, context: Pick<ExtensionContext, "cwd">) => Promise<void>;
  /** For every call that ran. Returns at once: the look is taken while the model reads the result, and the next call waits for it. */
  readonly after: (event: Call, context: ExtensionContext) => void;
  /** No call of the turn runs any more: those that ended without a word are forgotten. */
  readonly settle: () => void;
  /** Resolves when everything is said and answered. Never rejects. */
  readonly flush: () => Promise<void>;
}

/** A call that is watched and has not ended. */
interface Watched {
  readonly mode: Mode;
  readonly shown: string;
  readonly parts: readonly Part[];
  readonly worktree: Worktree;
  base: Fingerprint;
  watch: Watch;
  /** A call that may write ran at the same time. */
  void: boolean;
  noted: boolean;
}

/** Tools of pi that change nothing: they may run beside a watched call. */
const READERS: ReadonlySet<string> = new Set(["read", "grep", "find", "ls"]);
/** So old a look may be when a call is let through. Somebody else's change in that time would be put down to the call. */
const FRESH_MS = 1000;
const AHEAD_MS = 400;

let loading: Promise<typeof import("./tripped.ts")> | undefined;

/** Not when pi starts, nor in a mode that opens writing. Once, for all sessions of the process. */
function load(): Promise<typeof import("./tripped.ts")> {
  loading ??= import("./tripped.ts").catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

interface Look {
  readonly worktree: Worktree;
  /** When it began, as `performance.now()`. */
  readonly at: number;
  readonly done: Promise<Fingerprint>;
}

export function createTripwire(pi: Pick<ExtensionAPI, "appendEntry">, store: SessionStore): Tripwire {
  const running = new Map<string, Watched>();
  /** Calls that may write and have not ended. */
  const others = new Set<string>();
  const worktrees = new Map<string, Promise<Worktree>>();
  /** Entries that the log didn't take. */
  const unsaved: TripwireEntry[] = [];
  /** Since it began no call has ended that could have changed anything. So it serves every call that ended before, and the next one. */
  let last: Look | undefined;
  let queue: Promise<void> = Promise.resolve();

  const enqueue = (step: () => unknown): void => {
    queue = queue.then(async () => void (await step())).catch(() => undefined);
  };
  const worktreeIn = (cwd: string): Promise<Worktree> => {
    const opened = worktrees.get(cwd) ?? load().then(({ openWorktree }) => openWorktree(cwd, store.guarded));
    worktrees.set(cwd, opened);
    return opened;
  };
  const lookNow = (worktree: Worktree): Look => {
    const look = { worktree, at: performance.now(), done: worktree.look() };
    last = look;
    return look;
  };

  const foresee: Tripwire["foresee"] = (event, context) => {
    if (!isCallBeingWritten(event) || currentMode(store).effects.write === "allow" || running.size > 0) return;
    enqueue(async () => {
      if (last && performance.now() - last.at < AHEAD_MS) return;
      lookNow(await worktreeIn(context.cwd));
    });
  };

  const before: Tripwire["before"] = async ({ toolCallId, toolName }, verdict, shown, context) => {
    try {
      const mode = currentMode(store);
      const isShell = toolName === "bash" || store.policy.shellTools.has(toolName);
      const known = isShell && mode.effects.write !== "allow" ? await load() : undefined;
      const watch = known?.watchOf(verdict, mode);
      if (!known || watch === undefined) {
        if (READERS.has(toolName) || writesOnlyWritable(verdict)) return;
        others.add(toolCallId);
        for (const call of running.values()) call.void = true;
        return;
      }
      await queue;
      const worktree = await worktreeIn(context.cwd);
      const isFresh = last?.worktree === worktree && performance.now() - last.at < FRESH_MS;
      const base = await (isFresh && last ? last : lookNow(worktree)).done;
      // The calls of a batch are let through one after the other and run together: none of them has begun.
      for (const call of running.values()) if (call.worktree === worktree) call.base = base;
      const call = { mode, shown, parts: known.partsOf(verdict), worktree, base, watch, void: others.size > 0, noted: false };
      running.set(toolCallId, call);
      // What a check makes by itself isn't held against who runs beside it.
      if ([...running.values()].some((one) => one.watch === "tracked")) for (const one of running.values()) one.watch = "tracked";
    } catch {
      // The call was judged and runs unwatched.
    }
  };

  const note = async (call: Watched, changed: readonly string[]): Promise<void> => {
    if (call.noted) return;
    call.noted = true;
    const { TRIPWIRE_ENTRY, tripwireEntry } = await load();
    const entry = tripwireEntry(call.mode.name, call.shown, call.parts, changed);
    try {
      pi.appendEntry(TRIPWIRE_ENTRY, entry);
    } catch {
      unsaved.push(entry);
    }
  };

  /** An entry that the log doesn't take leaves the calls closed. */
  const reopen = async (shown: readonly string[]): Promise<void> => {
    const { reopenedEntry, TRIPWIRE_ENTRY } = await load();
    for (const one of shown) pi.appendEntry(TRIPWIRE_ENTRY, reopenedEntry(one));
  };

  const finish = async (id: string, call: Watched, context: ExtensionContext): Promise<void> => {
    running.delete(id);
    if (call.void) return;
    const { changesIn, tell } = await load();
    // Calls that ended together are looked at together.
    const now = await (last?.worktree === call.worktree ? last : lookNow(call.worktree)).done;
    const changes = changesIn(call.base, now, call.watch, call.mode);
    if (changes.length === 0) return;
    const beside = [...running.values()].filter((one) => one.worktree === call.worktree && !one.void);
    const calls = [call, ...beside];
    const paths = changes.map(({ path }) => path);
    for (const one of calls) await note(one, paths);
    const shown = calls.map((one) => one.shown);
    const told = await tell({ shown, mode: call.mode.name, changes, found: now, worktree: call.worktree }, context, store);
    if (told === "mine") await reopen(shown);
    // From here on only what changes next counts.
    const base = told === "quiet" ? now : await lookNow(call.worktree).done;
    for (const one of beside) one.base = base;
  };

  const after: Tripwire["after"] = ({ toolCallId, toolName }, context) => {
    others.delete(toolCallId);
    // The user may have named a tool of any name as a shell.
    if (running.has(toolCallId) || !READERS.has(toolName)) last = undefined;
    const call = running.get(toolCallId);
    if (call) enqueue(() => finish(toolCallId, call, context));
  };

  const closes: Tripwire["closes"] = async (verdict, shown, context) => {
    const mode = currentMode(store);
    if (mode.effects.write === "allow" || verdict.decision !== "allow") return undefined;
    // What the call before this one did is known first.
    await queue;
    const { closedText, closureOf, closuresOf, partsOf } = await load();
    const { entries, unreadable } = closuresOf(ourEntries(store, context));
    const closure = closureOf({ entries: [...entries, ...unsaved], unreadable }, partsOf(verdict));
    return closure && closedText(shown, closure, mode.name);
  };
  const settle = (): void => {
    const silent = others.size > 0;
    others.clear();
    // After the looks that are due: what is left then ended without a word, nobody knows when.
    enqueue(() => {
      if (silent || running.size > 0) last = undefined;
      running.clear();
    });
  };
  return { foresee, closes, before, after, settle, flush: () => queue };
}

/** The paths that a mode opens for file tools are left out of the comparison, so these calls may run beside a watched one. */
function writesOnlyWritable({ decision, reasons }: Verdict): boolean {
  return decision === "allow" && reasons.every((reason) => reason.source === "writable" || reason.class === "read");
}

/** `message_update` of the host, when a call begins and when all of it is there; not for a call that only reads. */
function isCallBeingWritten(event: unknown): boolean {
  const part = field(event, "assistantMessageEvent");
  const type = field(part, "type");
  if (type !== "toolcall_start" && type !== "toolcall_end") return false;
  const content = field(field(part, "partial"), "content");
  const name = field(Array.isArray(content) ? content[Number(field(part, "contentIndex"))] : undefined, "name");
  return typeof name !== "string" || !READERS.has(name);
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
