// Law: a call that the guard let through as harmless, and while which something changed, is closed from then on, in every mode that closes
// writing. What is closed is a pure fold over the current branch. Closing only tightens; an entry that can't be read closes every call of
// the kind. Whether the call did it or somebody else at the same time isn't known here, so nobody is accused.

import { customEntries } from "../branch.ts";
import { check } from "../decode.ts";
import type { CommandShape } from "../effects/effect.ts";
import type { Mode } from "../policy/modes.ts";
import type { Reason, Verdict } from "../policy/verdict.ts";
import { type Static, Type } from "../schema.ts";

/** Something changed while a call ran that should have changed nothing. */
export const TRIPWIRE_ENTRY = "pi-modes:tripwire";

const PARTS = 50;
const OPTIONS = 50;
const PATHS = 20;
const WORD = 200;
const SHOWN = 500;

const closed = { additionalProperties: false } as const;
const Word = Type.String({ maxLength: WORD });
/** Null: not known, so it may be any. */
const PartSchema = Type.Object(
  {
    program: Type.Union([Word, Type.Null()]),
    word: Type.Union([Word, Type.Null()]),
    options: Type.Array(Word, { maxItems: OPTIONS }),
  },
  closed,
);
const EntrySchema = Type.Object(
  {
    v: Type.Literal(1),
    mode: Type.String({ minLength: 1, maxLength: WORD }),
    shown: Type.String({ maxLength: SHOWN }),
    parts: Type.Array(PartSchema, { minItems: 1, maxItems: PARTS }),
    changed: Type.Array(Type.String({ maxLength: SHOWN }), { maxItems: PATHS }),
  },
  closed,
);

/** The user says that the change was theirs: what was closed for this call is open again. */
const ReopenedSchema = Type.Object({ v: Type.Literal(1), reopened: Type.String({ maxLength: SHOWN }) }, closed);

export type TripwireReopened = Readonly<Static<typeof ReopenedSchema>>;

/** `shown`: the call as it was closed. */
export function reopenedEntry(shown: string): TripwireReopened {
  return { v: 1, reopened: shown.slice(0, SHOWN) };
}

/** The shape of one command: its program, its first word that is no option, and its options without their values. */
export type Part = Readonly<Static<typeof PartSchema>>;

/** `shown`: the call as the user saw it; `changed`: paths, the first few. */
export interface TripwireEntry {
  readonly v: 1;
  readonly mode: string;
  readonly shown: string;
  readonly parts: readonly Part[];
  readonly changed: readonly string[];
}

/** The entry, or undefined for anything that this version did not write. Never throws. */
export function decodeTripwire(data: unknown): TripwireEntry | undefined {
  return check(EntrySchema, data) ? data : undefined;
}

/** An entry for the log; what is too long is cut, which closes more and never less. */
export function tripwireEntry(mode: string, shown: string, parts: readonly Part[], changed: readonly string[]): TripwireEntry {
  return {
    v: 1,
    mode: mode.slice(0, WORD),
    shown: shown.slice(0, SHOWN),
    parts: parts.slice(0, PARTS),
    changed: changed.slice(0, PATHS).map((path) => path.slice(0, SHOWN)),
  };
}

export interface Closures {
  readonly entries: readonly TripwireEntry[];
  /** Ids of entries of ours that can't be read. */
  readonly unreadable: readonly string[];
}

/** `entries`: the branch as the host gives it, root first. Anything in it that isn't an entry is passed over. */
export function foldTripwire(entries: readonly unknown[]): Closures {
  let found: TripwireEntry[] = [];
  const unreadable: string[] = [];
  for (const entry of customEntries(entries, TRIPWIRE_ENTRY)) {
    const data = field(entry, "data");
    const decoded = decodeTripwire(data);
    if (decoded) found.push(decoded);
    else if (check(ReopenedSchema, data)) found = found.filter(({ shown }) => shown !== data.reopened);
    else unreadable.push(String(field(entry, "id")));
  }
  return { entries: found, unreadable };
}

/** What closes a call of these parts: an entry whose parts are all among them. So wrapping a closed command opens nothing. */
export function closureOf({ entries, unreadable }: Closures, parts: readonly Part[]): TripwireEntry | "unreadable" | undefined {
  if (parts.length === 0) return undefined;
  const entry = entries.find((candidate) => candidate.parts.every((wanted) => parts.some((part) => fits(wanted, part))));
  return entry ?? (unreadable.length > 0 ? "unreadable" : undefined);
}

function fits(wanted: Part, part: Part): boolean {
  const same = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;
  return same(wanted.program, part.program) && same(wanted.word, part.word) && wanted.options.every((name) => hasOption(part, name));
}

/** A word that isn't known may be any option. */
function hasOption({ word, options }: Part, name: string): boolean {
  return word === null || options.includes(name);
}

/** Programs of the shell that touch no file; a call is told by its other parts, so that leaving these out is the same call. */
const FREE = new Set(["cd", "pushd", "popd", "pwd", "echo", "printf", "true", "false", ":", "test", "[", "export", "set", "wait", "sleep"]);

/** The commands of a call, as far as they tell it from others. Empty: it runs none. */
export function partsOf(verdict: Verdict): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const { effect } of verdict.reasons) {
    const { command } = effect.origin;
    if (!command) continue;
    const part = partOf(command);
    parts.set(JSON.stringify(part), part);
  }
  const all = [...parts.values()];
  const telling = all.filter(({ program }) => program === null || !FREE.has(program));
  return telling.length > 0 ? telling : all;
}

function partOf({ argv }: CommandShape): Part {
  const [program, ...words] = argv;
  const known = words.filter((word) => word !== undefined);
  const end = known.indexOf("--");
  const options = (end < 0 ? known : known.slice(0, end)).filter(isOption).map((word) => cut(word.replace(/=[\s\S]*/, "")));
  const first = known.find((word, index) => !isOption(word) || (end >= 0 && index > end));
  return {
    program: program === undefined ? null : lastName(program),
    word: known.length < words.length ? null : lastName(first ?? ""),
    options: [...new Set(options)].sort().slice(0, OPTIONS),
  };
}

function isOption(word: string): boolean {
  return word.startsWith("-") && word !== "-";
}

/** However a file is reached, it is the same one; another one of that name is closed with it. */
function lastName(word: string): string {
  const bare = word.replace(/\/+$/, "");
  return cut(bare.slice(bare.lastIndexOf("/") + 1));
}

function cut(word: string): string {
  return word.slice(0, WORD);
}

/**
 * What may not change while a call runs. `everything`: it was said to change nothing.
 * `tracked`: it is a check, and what a check makes by itself belongs to it; the files under version control don't.
 */
export type Watch = "everything" | "tracked";

/** Undefined where the guard promised nothing: the mode opens writing, or the user opened a call that may write. */
export function watchOf(verdict: Verdict, mode: Mode): Watch | undefined {
  if (mode.effects.write === "allow" || verdict.decision !== "allow" || partsOf(verdict).length === 0) return undefined;
  const promises = verdict.reasons.map(promiseOf);
  if (promises.includes(undefined)) return undefined;
  return promises.includes("tracked") ? "tracked" : "everything";
}

function promiseOf(reason: Reason): Watch | undefined {
  if (reason.source === "grant" || reason.source === "writable") return undefined;
  switch (reason.class) {
    case "run":
    case "read":
    case "read-secret":
    case "network-loopback":
    case "network-own-remote":
    case "network-fetch":
    case "network-send":
    // Neither is in the work tree.
    case "write-temp":
    case "write-outside":
      return "everything";
    case "execute-check":
      return saysReadOnly(reason) ? "everything" : "tracked";
    case "execute":
      if (saysReadOnly(reason)) return "everything";
      return reason.source === "rule" && fieldOf(reason.rule.id).startsWith("modes.") ? "tracked" : undefined;
    case "write":
    case "delete-broad":
    case "write-secret":
    case "write-guard":
    case "write-vcs":
    case "install-declared":
    case "install-new":
    case "vcs-local":
    case "vcs-change":
    case "system":
    case "reset":
    case "destroy":
    case "opaque":
      return undefined;
    default:
      return reason.class satisfies never;
  }
}

/** A rule of the user's that names a command as one that only looks: a promise too, and one that can be wrong. */
function saysReadOnly(reason: Reason): boolean {
  return reason.source === "rule" && fieldOf(reason.rule.id).startsWith("readOnlyCommands");
}

/** A rule made from a short field of a config file is named by it: `user:readOnlyCommands[0]`. */
function fieldOf(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}

function field(value: unknown, name: string): unknown {
  try {
    return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  } catch {
    return undefined;
  }
}
