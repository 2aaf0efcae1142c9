// The workspace as one call sees it. Law: the same question gets the same answer throughout a call, and each new question costs, since
// judging spends most of its time on asking the disk.

import { type Budget, take } from "../shell/budget.ts";
import type { Workspace } from "./workspace.ts";

/** Steps for a new question; long paths and contents cost more. */
const COST = { path: 4, kind: 3, text: 40, program: 10 } as const;

const PATH_LIMIT = 4096;

export function metered(workspace: Workspace, budget: Budget): Workspace {
  const once = <Answer>(cost: number, answer: (question: string) => Answer): ((question: string) => Answer) => {
    const answers = new Map<string, Answer>();
    return (question) => {
      const known = answers.get(question);
      if (known !== undefined || answers.has(question)) return known as Answer;
      take(budget, cost + (question.length >> 5));
      const found = answer(question);
      answers.set(question, found);
      return found;
    };
  };
  const paths = new Map<string, (path: string) => string | undefined>();
  const { readText } = workspace;
  const text =
    readText &&
    once(COST.text, (path) => {
      const content = readText(path);
      take(budget, (content?.length ?? 0) >> 5);
      return content;
    });
  return {
    ...workspace,
    realPath: (base, path) => {
      // No system takes a longer one, and asking costs by its length.
      if (path.length > PATH_LIMIT) return undefined;
      let from = paths.get(base);
      if (!from) {
        from = once(COST.path + 2 * base.split("/").length, (one) => workspace.realPath(base, one));
        paths.set(base, from);
      }
      return from(path);
    },
    kind: once(COST.kind, (path) => workspace.kind(path)),
    ...(text ? { readText: text } : {}),
    shadowed: once(COST.program, (program) => workspace.shadowed(program)),
  };
}
