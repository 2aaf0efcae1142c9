// What is new in a revision. Law: every text of both lists is in the result, so that nothing comes or goes unmarked.

export type Mark = "same" | "added" | "changed" | "removed";

interface Change {
  readonly mark: Mark;
  readonly text: string;
  /** What a changed text was before. */
  readonly was?: string;
}

/** Of two lists, in the order of the second. Texts are compared, since steps are numbered anew when one comes or goes. */
export function changesBetween(before: readonly string[], after: readonly string[]): readonly Change[] {
  const common = commonLengths(before, after);
  const changes: Change[] = [];
  let gone: string[] = [];
  let came: string[] = [];
  const settle = () => {
    const pairs = Math.min(gone.length, came.length);
    came.forEach((text, index) => {
      const was = gone[index];
      changes.push(index < pairs && was !== undefined ? { mark: "changed", text, was } : { mark: "added", text });
    });
    for (const text of gone.slice(pairs)) changes.push({ mark: "removed", text });
    [gone, came] = [[], []];
  };
  let [old, now] = [0, 0];
  while (old < before.length || now < after.length) {
    const [was, is] = [before[old], after[now]];
    if (was !== undefined && was === is) {
      settle();
      changes.push({ mark: "same", text: was });
      [old, now] = [old + 1, now + 1];
    } else if (is === undefined || (was !== undefined && (common[old + 1]?.[now] ?? 0) >= (common[old]?.[now + 1] ?? 0))) {
      gone.push(was ?? "");
      old += 1;
    } else {
      came.push(is);
      now += 1;
    }
  }
  settle();
  return changes;
}

/** At [i][j]: how many texts the rests of both lists have in common, in order. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const row = table[i] ?? [];
    const next = table[i + 1] ?? [];
    for (let j = after.length - 1; j >= 0; j -= 1)
      row[j] = before[i] === after[j] ? (next[j + 1] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0);
  }
  return table;
}
