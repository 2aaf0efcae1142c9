// The tool `plan`: the model submits, revises and reports; what comes of it is the user's. Its definition never changes with the mode, so
// that the provider's prompt cache survives a switch.

import type { ExtensionAPI, ExtensionContext, ToolDefinition } from "@mariozechner/pi-coding-agent";
import { PlanToolSchema, readPlanInput } from "../../src/plan/model.ts";
import { type Connection, takesLateTools } from "../shared/connection.ts";
import type { PlanFlow } from "./plan-flow.ts";
import { renderCall, renderResult } from "./plan-render.ts";

const PLAN_TOOL = "plan";

const DESCRIPTION =
  "Hand in a plan for the user's approval (in plan mode), revise it, report progress on the approved one, or the findings of a review. Look around first, then submit once, with the files that will be written and the commands that will run.";

export interface PlanAnswer {
  readonly text: string;
  /** The run should end here. */
  readonly ends?: true;
}

/** What the flow is made of is loaded with the first call. */
export type FlowLoader = () => Promise<PlanFlow>;

/** A tool of that name that somebody else registered before stays theirs, and is judged as any other. */
export function providePlanTool(pi: ExtensionAPI, connection: Connection, flow: FlowLoader): void {
  const tool = planTool(flow);
  const isLate = takesLateTools(pi);
  // As late as the host allows: a name that two extensions register while they load keeps some hosts from starting.
  if (!isLate) pi.registerTool(tool);
  connection.onEnter(() => {
    const there = pi.getAllTools().find(({ name }) => name === PLAN_TOOL);
    if (isLate && !there) pi.registerTool(tool);
    const isOurs = isLate ? !there : there?.description === DESCRIPTION;
    if (isOurs) connection.store.tools.bound.add(PLAN_TOOL);
  });
}

function planTool(flow: FlowLoader): ToolDefinition<typeof PlanToolSchema, Record<string, never>> {
  const answer = async (input: unknown, context: ExtensionContext, signal: AbortSignal | undefined): Promise<PlanAnswer> => {
    const read = readPlanInput(input);
    return read ? (await flow()).answer(read, context, signal) : { text: "Not read: the input doesn't fit the tool's schema." };
  };
  return {
    name: PLAN_TOOL,
    label: "Plan",
    description: DESCRIPTION,
    parameters: PlanToolSchema,
    executionMode: "sequential",
    execute: async (_id, input, signal, _onUpdate, context) => {
      const { text, ends } = await answer(input, context, signal);
      return { content: [{ type: "text", text }], details: {}, ...(ends ? { terminate: true } : {}) };
    },
    renderCall,
    renderResult,
  };
}
