// What a command does, part by part, and what each mode says to it.

import type { Workspace } from "../effects/workspace.ts";
import { judge } from "../judge.ts";
import { explainLines } from "../policy/message.ts";
import { MODE_NAMES, MODES, type ModeName } from "../policy/modes.ts";
import { clean } from "../policy/wording.ts";
import { effectRecord } from "./record.ts";

export interface ExplainOptions {
  readonly mode: ModeName | undefined;
  readonly tool: string;
  readonly json: boolean;
}

export function explain(command: string, options: ExplainOptions, workspace: Workspace): string {
  const modes = options.mode === undefined ? MODE_NAMES : [options.mode];
  const verdicts = modes.map((mode) => judge({ tool: options.tool, input: { command } }, workspace, MODES[mode]));
  if (options.json) {
    return JSON.stringify(
      verdicts.map((verdict) => ({ mode: verdict.mode, decision: verdict.decision, effects: verdict.reasons.map(effectRecord) })),
    );
  }
  const sections = verdicts.map((verdict) => [`${verdict.mode}: ${verdict.decision}`, ...explainLines(verdict, workspace.root)].join("\n"));
  return [clean(command), `in ${workspace.cwd}`, "", ...sections].join("\n");
}
