// `pi-modes import FILE`: the rules of another tool as a config of ours on standard output, and what to know about them on standard error.
// Status: 0 fine, 1 something that the original stops is lost, 2 the file is no settings file that is known.

import type { Note } from "../import/model.ts";
import { readImport } from "../import/read.ts";
import { clean, shorten } from "../policy/wording.ts";

const KINDS: readonly (readonly [Note["kind"], string])[] = [
  ["lost", "Stopped there, not stopped here. Look at these:"],
  ["skipped", "Open there, left as the mode says here:"],
  ["differs", "Carried over with a difference:"],
];

/** `text`: the content of the file; `name`: for the messages. */
export function importRules(
  name: string,
  text: string,
): { readonly lines: readonly string[]; readonly errors: readonly string[]; readonly status: 0 | 1 | 2 } {
  const read = readImport(text);
  if (read.kind === "wrong") return { lines: [], errors: [`${clean(name)} can't be imported: ${read.why}.`], status: 2 };
  const { format, config, notes } = read.value;
  const count = config.rules.length;
  const sections = KINDS.flatMap(([kind, title]) => {
    const told = notes
      .filter((note) => note.kind === kind)
      .map(({ where, why }) => `  ${clean(shorten(where, 150))}: ${clean(shorten(why, 400))}`);
    return told.length > 0 ? ["", title, ...new Set(told)] : [];
  });
  return {
    lines: [JSON.stringify(config, null, 2)],
    errors: [
      `${clean(name)}: ${format}, ${count} rule${count === 1 ? "" : "s"}.`,
      ...(config.modes ? ["What no rule names is as strict as there: see `modes`. Without that part our own table holds."] : []),
      ...sections,
    ],
    status: notes.some(({ kind }) => kind === "lost") ? 1 : 0,
  };
}
