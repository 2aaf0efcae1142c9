// The name that somebody probably meant.

import { closest, distance } from "fastest-levenshtein";

const NAME_LIMIT = 64;

/** The most similar of the names; undefined where none is similar. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || given.length > NAME_LIMIT) return undefined;
  const name = closest(given.toLowerCase(), names);
  return distance(given.toLowerCase(), name) <= Math.max(1, Math.floor(name.length / 3)) ? name : undefined;
}
