// A session that adds grants, as a process of its own: every second shape is one that the other session adds too, some of its own it removes
// again, and some come and go in both. Runs when the variable says so; it tells each round that is done.

import type { Grant } from "../../src/policy/grants.ts";
import { createGrantFiles, grantId } from "../../src/workspace/grant-files.ts";

/** Set in the process: the folder, the session's name, the first round and the end, as JSON. */
export const TASK = "PI_MODES_GRANT_WRITER";

export const ROUNDS = 1000;
/** An own grant is removed so many rounds after it was given, in every tenth round. */
const REMOVED_AFTER = 8;

export function grantFor(text: string, more: Partial<Pick<Grant, "scope" | "mode" | "root" | "expires" | "given">> = {}): Grant {
  const argv = ["git", "push", text];
  const shape = { class: "vcs-change", tool: "bash", program: "git push", argv, cwd: "/home/u/proj" } as const;
  const what = { scope: "everywhere", mode: "execute", shape, shown: argv.join(" "), given: 1, ...more } as const;
  return { id: grantId(what), ...what };
}

/** The last word of the command that is granted in a round. */
export const wordOf = (name: string, round: number): string => (round % 2 === 0 ? `shared-${round}` : `${name}-${round}`);
export const isFleeting = (word: string): boolean => word.startsWith("fleeting-");
const removes = (round: number): boolean => round % 10 === 9 && round >= REMOVED_AFTER;

/** The last words of the grants that stand for certain after the rounds before `end`, whatever the round `end` has done of its own. */
export function wordsAfter(name: string, end: number): ReadonlySet<string> {
  const words = new Set<string>();
  for (let round = 0; round < end; round++) words.add(wordOf(name, round));
  for (let round = 0; round <= Math.min(end, ROUNDS - 1); round++) if (removes(round)) words.delete(wordOf(name, round - REMOVED_AFTER));
  return words;
}

async function run(dir: string, name: string, first: number, end: number): Promise<void> {
  const files = createGrantFiles(dir);
  const must = (result: ReturnType<typeof files.add>) => {
    if (result.kind === "failed") throw new Error(result.why);
  };
  for (let round = first; round < end; round++) {
    must(files.add(grantFor(wordOf(name, round))));
    if (removes(round)) must(files.remove(grantFor(wordOf(name, round - REMOVED_AFTER)).id));
    if (round % 10 === 4) {
      const fleeting = grantFor(`fleeting-${round % 30}`);
      must(files.add(fleeting));
      must(files.remove(fleeting.id));
    }
    await new Promise<void>((resolve) => (process.send ? process.send(round, () => resolve()) : resolve()));
  }
}

const task = process.env[TASK];
if (task !== undefined) {
  const [dir, name, first, end] = JSON.parse(task);
  await run(String(dir), String(name), Number(first), Number(end));
  process.disconnect?.();
}
