// What the model still sees of a branch, root first.

import { field } from "./decode.ts";

/** The index of the first entry that the last compaction left in the model's sight; 0 where nothing was compacted. */
export function visibleFrom(entries: readonly unknown[]): number {
  const compaction = entries.findLastIndex((entry) => field(entry, "type") === "compaction");
  if (compaction < 0) return 0;
  const firstKept = field(entries[compaction], "firstKeptEntryId");
  const kept = entries.findIndex((entry) => field(entry, "id") === firstKept);
  return kept < 0 ? compaction : kept;
}
