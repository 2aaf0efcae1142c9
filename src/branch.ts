// The entries of a branch, root first: where which of them stand, and what of them the model still sees.

import { field } from "./decode.ts";

interface Sorted {
  readonly custom: Map<unknown, number[]>;
  readonly custom_message: Map<unknown, number[]>;
  readonly compaction: number[];
  /** How many entries were sorted. */
  length: number;
}

const sorted = new WeakMap<readonly unknown[], Sorted>();
const NOWHERE: readonly number[] = [];

/**
 * The indices of the entries of one kind, in order. Anything that isn't an entry is passed over. An array is gone through once, whoever asks:
 * it may grow, but what stands in it must not change.
 */
export function placesOf(entries: readonly unknown[], kind: "custom" | "custom_message", customType: string): readonly number[] {
  return sortedOf(entries)[kind].get(customType) ?? NOWHERE;
}

/** The custom entries of one kind, in order. */
export function customEntries(entries: readonly unknown[], customType: string): readonly unknown[] {
  return placesOf(entries, "custom", customType).map((at) => entries[at]);
}

function sortedOf(entries: readonly unknown[]): Sorted {
  const known = sorted.get(entries);
  if (known?.length === entries.length) return known;
  const isGrown = known && known.length < entries.length;
  const found: Sorted = isGrown ? known : { custom: new Map(), custom_message: new Map(), compaction: [], length: 0 };
  for (let at = found.length; at < entries.length; at += 1) {
    const { type, customType } = kindOf(entries[at]);
    if (type !== undefined) placesIn(found, type, customType).push(at);
  }
  found.length = entries.length;
  sorted.set(entries, found);
  return found;
}

function placesIn({ custom, custom_message, compaction }: Sorted, type: unknown, customType: unknown): number[] {
  if (type === "compaction") return compaction;
  const kinds = type === "custom" ? custom : custom_message;
  const places = kinds.get(customType) ?? [];
  kinds.set(customType, places);
  return places;
}

const NOTHING: { readonly type?: unknown; readonly customType?: unknown } = {};

/** What is inherited isn't part of an entry, and one that can't be looked at is none. Most are of no interest, and cost one look. */
function kindOf(entry: unknown): typeof NOTHING {
  try {
    const found: typeof NOTHING = entry ?? NOTHING;
    const { type } = found;
    const isCounted = type === "compaction" || ((type === "custom" || type === "custom_message") && Object.hasOwn(found, "customType"));
    return isCounted && Object.hasOwn(found, "type") ? found : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** The index of the first entry that the last compaction left in the model's sight; 0 where nothing was compacted. */
export function visibleFrom(entries: readonly unknown[]): number {
  const compaction = sortedOf(entries).compaction.at(-1);
  if (compaction === undefined) return 0;
  const firstKept = field(entries[compaction], "firstKeptEntryId");
  const kept = entries.findIndex((entry) => field(entry, "id") === firstKept);
  return kept < 0 ? compaction : kept;
}
