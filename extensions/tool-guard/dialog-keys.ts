// What the terminal sends, as keys. Law: only a key that was pressed by itself is a character; what was pasted is a paste, and nothing else.

import { decodeKittyPrintable, parseKey } from "@mariozechner/pi-tui";

export type Key =
  | { readonly kind: "character" | "paste"; readonly text: string }
  | { readonly kind: "up" | "down" | "page-up" | "page-down" | "enter" | "escape" | "backspace" | "clear" | "other" };

const PASTE_START = "\u001b[200~";
const PASTE_END = "\u001b[201~";

const NAMED: ReadonlyMap<string, Exclude<Key["kind"], "character" | "paste">> = new Map([
  ["up", "up"],
  ["down", "down"],
  ["pageUp", "page-up"],
  ["pageDown", "page-down"],
  ["enter", "enter"],
  ["escape", "escape"],
  ["ctrl+c", "escape"],
  ["backspace", "backspace"],
  ["ctrl+u", "clear"],
] as const);

/** `data`: what the host hands to a component for one key or one paste. Never throws. */
export function keyOf(data: string): Key {
  if (data.startsWith(PASTE_START)) return { kind: "paste", text: data.slice(PASTE_START.length).replace(PASTE_END, "") };
  const named = NAMED.get(parseKey(data) ?? "");
  if (named) return { kind: named };
  const text = decodeKittyPrintable(data) ?? data;
  return isOneCharacter(text) ? { kind: "character", text } : { kind: "other" };
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function isOneCharacter(text: string): boolean {
  return text !== "" && !/[\p{Cc}\p{Cs}]/u.test(text) && [...graphemes.segment(text)].length === 1;
}
