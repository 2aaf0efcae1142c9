// One state object for all extensions of this package in one session. The extensions don't share modules on any host, so the object
// itself is handed over by a synchronous question on the bus: whoever loads first owns it, any subset and any order works.

import type { CheckedPolicy } from "../config/examples.ts";
import type { BuiltPolicy } from "../config/policy.ts";
import { field } from "../decode.ts";
import type { Claim } from "../effects/claims.ts";
import type { Workspace } from "../effects/workspace.ts";
import { foldPlan, NO_PLAN, type PlanState } from "../plan/fold.ts";
import { isNowhereStricter } from "../policy/grants.ts";
import type { Mode } from "../policy/modes.ts";
import type { PathPlace } from "../policy/path-pattern.ts";
import { BUILT_IN, modeNamed, type Policy } from "../policy/policy.ts";
import { DEFAULT_SETTINGS, type Settings } from "../policy/settings.ts";
import { type BranchReader, createBranchReader } from "./branch-reader.ts";
import { type Bus, listen, type ModeChanged } from "./channels.ts";
import { MODE_ENTRY } from "./entries.ts";
import { type BranchState, foldBranch } from "./fold.ts";
import type { GrantKeeper } from "./keeper.ts";
import { createRecords, type Records } from "./records.ts";

/** The three extensions, by the name of their folder. */
export type Seat = "mode-manager" | "tool-guard" | "mode-status";

export interface SessionStore {
  /** What decides; replaced as a whole when a config file changes. */
  policy: Policy;
  settings: Settings;
  /** What is to be said about the configuration: problems, and what waits for trust. */
  configuration: readonly string[];
  /** The project's config file, where there is one that can be read. */
  project: ProjectFile | undefined;
  /** Reads the configuration anew where a file changed. Absent until the session began. */
  sync?: () => Promise<void>;
  /** Checks the examples of rules; there once the judgement is loaded. */
  checkExamples?: (built: BuiltPolicy, workspace: Workspace, place: PathPlace) => CheckedPolicy;
  /** The mode that a session above this one set as the loosest. */
  ceiling: string | undefined;
  /** The mode that the session is held in while a config file is broken, whatever the branch says. */
  held: string | undefined;
  readonly records: Records;
  /** What the sandbox of this mode is worth here, as a line; undefined where the mode has none. Absent where no guard is loaded. */
  sandbox?: (cwd: string) => Promise<string | undefined>;
  /** Files and folders that steer this session, beside those that every workspace knows. Absolute. */
  guarded: readonly string[];
  /** What is known of tools beside pi's own. */
  readonly tools: { readonly bound: Set<string>; readonly claims: Map<string, readonly Claim[]> };
  /** What was granted. Absent where nothing is. */
  keeper?: GrantKeeper;
  /** The keeper, also where nothing was granted yet. Absent until the session began. */
  openKeeper?: () => Promise<GrantKeeper | undefined>;
  /** Reads the session's log; for all extensions, so that a long one is gone through once. */
  readonly reader: BranchReader;
  /** Cache of the fold; replaced, never mutated. */
  branch: BranchState;
  /** Plan, approval and progress of the branch; a cache like the mode. */
  plan: PlanState;
  /** Grows with every switch and every rebuild: an answer given under another epoch is stale. */
  epoch: number;
  /** Calls refused since the mode was entered. */
  refused: number;
  /** The user's own `!command` that did what the mode closes; shown until the mode changes. */
  userCommand: string | undefined;
  /** What this package appends to the session, as text, until the guard has seen it there. */
  readonly writing: string[];
  /** What was said already, and is said once: in the process, or in each session. */
  readonly reported: Set<string>;
  readonly seats: Set<Seat>;
  /** The host's event that the store was rebuilt for last, and its context, as the objects that they are. Absent until the session began. */
  entered?: readonly [event: unknown, context: unknown];
  /** Ends when the last dialog that was asked for has been answered: the next one waits for it. */
  dialogs: Promise<unknown>;
  /** Aborted when the host ends the session: a dialog that is open then has nobody to answer it, and may hold nothing up. */
  readonly ending: AbortController;
}

/** A project's config file and what its user said about these bytes of it. */
export interface ProjectFile {
  readonly file: string;
  /** Of its bytes. */
  readonly sha256: string;
  /** It has a mistake, and holds the session until it is mended or refused. */
  readonly broken: boolean;
  /** What it would open, were it trusted; a line each, the loosest first. */
  readonly waiting: readonly string[];
  readonly decision: "trusted" | "refused" | undefined;
  /** Remembers the user's word; the result is what went wrong. */
  readonly decide: (decision: "trusted" | "refused") => string | undefined;
}

const HANDOVER = "pi-modes:store:1";

export interface Handover {
  readonly store: SessionStore;
  /** True for the extension that made the store: it rebuilds it when the session changes. */
  readonly owner: boolean;
  /** Ends the answering; call it when the session begins, and on shutdown: the bus of some hosts outlives a reload. */
  readonly release: () => void;
}

/**
 * `ceiling`: see `SessionStore`; it counts for whoever makes the store. Each seat is given the store once, and only while extensions load, so
 * that others find nobody who answers.
 */
export function shareStore(bus: Bus, seat: Seat, ceiling?: string): Handover {
  let found: SessionStore | undefined;
  const reply = (theirs: unknown): boolean => {
    const isTaken = !found && isStore(theirs);
    if (isTaken) found = theirs;
    return isTaken;
  };
  bus.emit(HANDOVER, { seat, reply } satisfies Question);
  if (found) {
    found.seats.add(seat);
    return { store: found, owner: false, release: () => {} };
  }
  const store: SessionStore = {
    policy: BUILT_IN,
    settings: DEFAULT_SETTINGS,
    configuration: [],
    project: undefined,
    ceiling,
    held: undefined,
    records: createRecords(),
    guarded: [],
    tools: { bound: new Set(), claims: new Map() },
    reader: createBranchReader(),
    branch: foldBranch([]),
    plan: NO_PLAN,
    epoch: 0,
    refused: 0,
    userCommand: undefined,
    writing: [],
    reported: new Set(),
    seats: new Set([seat]),
    dialogs: Promise.resolve(),
    ending: new AbortController(),
  };
  const given = new Set<Seat>([seat]);
  // Hosts don't always say that a session begins.
  store.branch = belowCeiling(store.branch, store);
  const release = listen(bus, HANDOVER, (question) => {
    if (!isQuestion(question) || given.has(question.seat)) return;
    // Where the package is loaded twice at once, the first one that answers is taken; the other seat of that name still needs a store.
    if (question.reply(store) === true) given.add(question.seat);
  });
  return { store, owner: true, release };
}

interface Question {
  readonly seat: Seat;
  /** True where the store was taken. */
  readonly reply: (store: unknown) => unknown;
}

const SEATS: readonly unknown[] = ["mode-manager", "tool-guard", "mode-status"] satisfies readonly Seat[];

function isQuestion(data: unknown): data is Question {
  return SEATS.includes(field(data, "seat")) && typeof field(data, "reply") === "function";
}

/** What another extension hands over is no store unless it was made as one. */
function isStore(data: unknown): data is SessionStore {
  return (
    field(data, "seats") instanceof Set &&
    field(data, "reported") instanceof Set &&
    typeof field(field(data, "records"), "takeApproval") === "function" &&
    typeof field(field(data, "branch"), "mode") === "string" &&
    typeof field(field(data, "reader"), "read") === "function" &&
    typeof field(data, "epoch") === "number"
  );
}

/** What a branch that can't be read amounts to. */
export const UNREADABLE_BRANCH: readonly unknown[] = [{ type: "custom", customType: MODE_ENTRY, id: "the session's branch" }];

/** Replaces the cache by what the branch says. */
export function rebuild(store: SessionStore, entries: readonly unknown[]): void {
  const before = store.branch.mode;
  store.branch = Object.freeze(belowCeiling(foldBranch(entries, store.policy), store));
  store.plan = foldPlan(entries);
  store.epoch += 1;
  if (store.branch.mode !== before) {
    store.refused = 0;
    store.userCommand = undefined;
  }
}

/** The loosest mode that the session may be in; undefined: any. */
export function ceilingOf({ held, ceiling }: Pick<SessionStore, "held" | "ceiling">): string | undefined {
  return held ?? ceiling;
}

/** Never looser than the ceiling; a mode that can't be compared with it gives way to it, and a name that isn't known is the strictest mode. */
function belowCeiling(branch: BranchState, store: SessionStore): BranchState {
  const ceiling = ceilingOf(store);
  if (ceiling === undefined) return branch;
  const { policy } = store;
  const highest = modeNamed(policy, ceiling);
  const isBelow = isNowhereStricter(highest, modeNamed(policy, branch.mode), policy.rules.rules);
  return isBelow ? branch : { ...branch, mode: highest.name };
}

export function currentMode(store: SessionStore): Mode {
  return modeNamed(store.policy, store.branch.mode);
}

/** A mode is worth what the guard enforces. */
export function isEnforced(store: SessionStore): boolean {
  return store.seats.has("tool-guard");
}

/** What is announced and answered on the bus. */
export function changeOf(store: SessionStore): ModeChanged {
  return { mode: store.branch.mode, previous: store.branch.previous, enforced: isEnforced(store) };
}

/** Runs one dialog at a time: on real hosts a second one replaces the first, whose answer then never comes. */
export function inTurn<T>(store: SessionStore, dialog: () => Promise<T>): Promise<T> {
  const result = store.dialogs.then(dialog);
  store.dialogs = result.catch(() => undefined);
  return result;
}
