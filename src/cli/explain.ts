// What a command does, part by part, and what each mode says to it.

import { explainLines } from "../policy/message.ts";
import { clean } from "../policy/wording.ts";
import { type Ground, judgeOn } from "./ground.ts";
import { effectRecord } from "./record.ts";

export interface ExplainOptions {
  readonly mode: string | undefined;
  readonly tool: string;
  readonly json: boolean;
}

export function explain(command: string, options: ExplainOptions, ground: Ground): string {
  const modes = options.mode === undefined ? [...ground.policy.modes.keys()] : [options.mode];
  const verdicts = modes.map((mode) => judgeOn(ground, options.tool, { command }, mode));
  if (options.json) {
    return JSON.stringify(
      verdicts.map((verdict) => ({ mode: verdict.mode, decision: verdict.decision, effects: verdict.reasons.map(effectRecord) })),
    );
  }
  const sections = verdicts.map((verdict) =>
    [`${verdict.mode}: ${verdict.decision}`, ...explainLines(verdict, ground.workspace.root)].join("\n"),
  );
  return [clean(command), `in ${ground.workspace.cwd}`, "", ...sections].join("\n");
}
