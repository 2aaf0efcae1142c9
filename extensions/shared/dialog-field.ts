// A line of text that is typed in a dialog. Law: whatever is typed or pasted is text and nothing else.

import type { Key } from "./dialog-keys.ts";

const MAX_LENGTH = 2000;

/** Keys that write; Enter, Escape and those that move are the dialog's. */
export type WritingKey = Extract<Key, { readonly kind: "character" | "paste" | "backspace" | "clear" }>;

/** A paste comes in one line. Longer texts than 2000 UTF-16 units end there. */
export function edited(text: string, key: WritingKey): string {
  switch (key.kind) {
    case "character":
      return lengthened(text, key.text);
    case "paste":
      return lengthened(text, key.text.replace(/\s+/g, " "));
    case "backspace":
      return withoutLast(text);
    case "clear":
      return "";
    default:
      return key satisfies never;
  }
}

function lengthened(text: string, more: string): string {
  return (text + more).slice(0, MAX_LENGTH);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function withoutLast(text: string): string {
  return [...graphemes.segment(text)]
    .slice(0, -1)
    .map(({ segment }) => segment)
    .join("");
}
