// What this package writes into a session, and how it is read back. Law: decoding is total. What can't be read is a value too,
// and its meaning is fixed in one place (`fold.ts`): the strictest mode.

import { Type } from "@sinclair/typebox";
import { check } from "../decode.ts";

/** A mode switch; the last one on the branch is the mode in force. */
export const MODE_ENTRY = "pi-modes:mode";
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
});

const NoticeDetailsSchema = Type.Object({ v: Type.Literal(1), mode: Type.String() });

export interface ModeEntry {
  readonly v: 1;
  readonly mode: string;
  readonly previous?: string;
  readonly by: Trigger;
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
  return { v: 1, mode: data.mode, ...(data.previous === undefined ? {} : { previous: data.previous }), by };
}

export function decodeNoticeDetails(data: unknown): NoticeDetails | undefined {
  return check(NoticeDetailsSchema, data) ? { v: 1, mode: data.mode } : undefined;
}
