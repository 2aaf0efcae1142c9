// The whole way of a call in one line: call -> effects -> verdict. The guard, the command line tool and the tests all go through here.

import type { ToolCall } from "./effects/effect.ts";
import { effectsOfCall, NO_TOOLS } from "./effects/tools.ts";
import type { Workspace } from "./effects/workspace.ts";
import { decide } from "./policy/decide.ts";
import type { Mode } from "./policy/modes.ts";
import { BUILT_IN, type Circumstances, circumstancesIn, type Policy } from "./policy/policy.ts";
import type { Verdict } from "./policy/verdict.ts";

/** Without a policy the one that ships holds, and nothing was granted. */
export function judge(
  call: ToolCall,
  workspace: Workspace,
  mode: Mode,
  policy: Policy = BUILT_IN,
  circumstances: Circumstances = circumstancesIn(workspace.root),
): Verdict {
  const tools = { ...NO_TOOLS, ...circumstances.tools, shells: policy.shellTools };
  return decide(effectsOfCall(call, workspace, tools), mode, policy, circumstances);
}
