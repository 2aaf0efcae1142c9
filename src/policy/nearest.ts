// The name that somebody probably meant.

const NAME_LIMIT = 64;

/** The most similar of the names; undefined where none is similar. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || given.length > NAME_LIMIT) return undefined;
  const meant = given.toLowerCase();
  const [best] = names.map((name) => ({ name, distance: distance(meant, name) })).sort((one, other) => one.distance - other.distance);
  return best && best.distance <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}

/** How many letters have to be put in, taken out or replaced to make the one of the other. */
export function distance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      line.push(Math.min(replaced, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1));
    }
    above = line;
  }
  return above[other.length] ?? 0;
}
