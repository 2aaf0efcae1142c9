// `flatMap` for what every command goes through: the engine's own copies the inner lists property by property, which costs more than
// what is done with them.

/** What is made of each item, in one list. */
export function gather<Item, Part>(items: readonly Item[], make: (item: Item, index: number) => readonly Part[]): readonly Part[] {
  const [first] = items;
  if (items.length === 1 && first !== undefined) return make(first, 0);
  const parts: Part[] = [];
  for (const [index, item] of items.entries()) for (const part of make(item, index)) parts.push(part);
  return parts;
}
