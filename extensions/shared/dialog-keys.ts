// What the terminal sends, as keys. Law: only a key that was pressed by itself is a character; what was pasted is a paste, and nothing else.

import { toolkit } from "./toolkit.ts";

export type Key = { readonly kind: "character" | "paste"; readonly text: string } | OfKind<NamedKind>;

type NamedKind = "up" | "down" | "page-up" | "page-down" | "enter" | "escape" | "backspace" | "clear" | "tab" | "other";

/** A union of records, one for each kind. */
type OfKind<K> = K extends string ? { readonly kind: K } : never;

const PASTE_START = "\u001b[200~";
const PASTE_END = "\u001b[201~";

const NAMED: ReadonlyMap<string, OfKind<NamedKind>> = new Map([
  ["up", { kind: "up" }],
  ["down", { kind: "down" }],
  ["pageUp", { kind: "page-up" }],
  ["pageDown", { kind: "page-down" }],
  ["enter", { kind: "enter" }],
  ["escape", { kind: "escape" }],
  ["ctrl+c", { kind: "escape" }],
  ["backspace", { kind: "backspace" }],
  ["ctrl+u", { kind: "clear" }],
  ["tab", { kind: "tab" }],
] as const);

/** `data`: what the host hands to a component for one key or one paste. Never throws. */
export function keyOf(data: string): Key {
  if (data.startsWith(PASTE_START)) return { kind: "paste", text: data.slice(PASTE_START.length).replace(PASTE_END, "") };
  const { parseKey, decodeKittyPrintable } = toolkit();
  const named = NAMED.get(parseKey(data) ?? "");
  if (named) return named;
  const text = decodeKittyPrintable?.(data) ?? data;
  return isOneCharacter(text) ? { kind: "character", text } : { kind: "other" };
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function isOneCharacter(text: string): boolean {
  return text !== "" && !/[\p{Cc}\p{Cs}]/u.test(text) && [...graphemes.segment(text)].length === 1;
}
