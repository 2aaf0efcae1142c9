// What this package writes into a session, and how it is read back. Law: decoding is total. What can't be read is a value too,
// and its meaning is fixed in one place (`fold.ts`): the strictest mode.

import { check } from "../decode.ts";
import { Type } from "../schema.ts";

/** A mode switch; the last one on the branch is the mode in force. */
export const MODE_ENTRY = "pi-modes:mode";
/** A grant, or the end of one: see `grants.ts`. */
export const GRANT_ENTRY = "pi-modes:grant";
/** The message that tells the model about a switch; its details say which mode it told. */
export const NOTICE_MESSAGE = "pi-modes:notice";

/** Who asked for a switch. `restore`: the session itself, when its entries could not be read. */
const TRIGGERS = ["user", "flag", "request", "restore"] as const;
export type Trigger = (typeof TRIGGERS)[number];

const ModeEntrySchema = Type.Object({
  v: Type.Literal(1),
  mode: Type.String(),
  previous: Type.Optional(Type.String()),
  by: Type.String(),
  once: Type.Optional(Type.Literal(true)),
});

const NoticeDetailsSchema = Type.Object({ v: Type.Literal(1), mode: Type.String() });

export interface ModeEntry {
  readonly v: 1;
  readonly mode: string;
  readonly previous?: string;
  readonly by: Trigger;
  /** For one answer; then the session goes back by itself. */
  readonly once?: true;
}

export interface NoticeDetails {
  readonly v: 1;
  readonly mode: string;
}

/** The entry, or undefined for anything that this version did not write: another shape, a newer version. */
export function decodeModeEntry(data: unknown): ModeEntry | undefined {
  if (!check(ModeEntrySchema, data)) return undefined;
  const by = TRIGGERS.find((trigger) => trigger === data.by);
  if (by === undefined) return undefined;
  const { mode, previous, once } = data;
  return { v: 1, mode, ...(previous === undefined ? {} : { previous }), by, ...(once ? { once } : {}) };
}

export function decodeNoticeDetails(data: unknown): NoticeDetails | undefined {
  return check(NoticeDetailsSchema, data) ? { v: 1, mode: data.mode } : undefined;
}
