// A workspace that answers from memory. Law: the answers are the disk's own, asked in a first pass; a question that wasn't asked then is asked
// now and counted, so that no figure stands for pure work that wasn't.

import type { Workspace } from "../../src/effects/workspace.ts";

export interface Recorded {
  readonly workspace: Workspace;
  /** Questions that went to the disk so far. */
  asked(): number;
}

export function recorded(disk: Workspace): Recorded {
  let asked = 0;
  const once = <Answer>(answer: (question: string) => Answer): ((question: string) => Answer) => {
    const answers = new Map<string, Answer>();
    return (question) => {
      const known = answers.get(question);
      if (known !== undefined || answers.has(question)) return known as Answer;
      asked += 1;
      const found = answer(question);
      answers.set(question, found);
      return found;
    };
  };
  const bases = new Map<string, (path: string) => string | undefined>();
  const { readText } = disk;
  const workspace: Workspace = {
    ...disk,
    realPath: (base, path) => {
      const known = bases.get(base);
      if (known) return known(path);
      const from = once((one) => disk.realPath(base, one));
      bases.set(base, from);
      return from(path);
    },
    kind: once((path) => disk.kind(path)),
    env: once((name) => disk.env(name)),
    shadowed: once((program) => disk.shadowed(program)),
    ...(readText ? { readText: once((path) => readText(path)) } : {}),
  };
  return { workspace, asked: () => asked };
}
