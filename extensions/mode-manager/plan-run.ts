// What follows a run while a plan is being carried out: one reminder where steps are open, and the offer of a review when none is.

import type { ExtensionAPI, ExtensionContext, MessageRenderer } from "@mariozechner/pi-coding-agent";
import { Text } from "@mariozechner/pi-tui";
import { openSteps } from "../../src/plan/fold.ts";
import { type Connection, say } from "../shared/connection.ts";
import { registerPlanTool } from "./plan-tool.ts";
import type { Switcher } from "./switcher.ts";

/** Reminders and hand-overs: what the package says to the model about the plan. */
const PLAN_MESSAGE = "pi-modes:plan-message";
const REVIEW_TIMEOUT_MS = 60_000;
const DIFF_LIMIT = 20_000;

interface PlanRun {
  /** At the end of a run. `wasStopped`: the user stopped it. */
  readonly ended: (wasStopped: boolean, context: ExtensionContext) => Promise<void>;
}

/** The tool, the messages, and what follows a run. */
export function wirePlan(pi: ExtensionAPI, connection: Connection, switcher: Switcher): void {
  const run = createPlanRun(pi, connection, switcher);
  pi.registerMessageRenderer(PLAN_MESSAGE, renderPlanMessage);
  connection.onEnter(() => registerPlanTool(pi, connection, switcher));
  pi.on("agent_end", (event, context) => run.ended(wasStopped(event.messages), context));
}

function createPlanRun(pi: ExtensionAPI, connection: Connection, switcher: Switcher): PlanRun {
  const { store } = connection;
  const reminded = new Set<string>();
  const offered = new Set<string>();

  const ended: PlanRun["ended"] = async (wasStopped, context) => {
    const { plan, stage, release, marks } = store.plan;
    if (!plan || wasStopped) return;
    const key = `${plan.id} ${plan.revision}`;
    if (stage === "approved" && release?.mode === store.branch.mode && !reminded.has(key)) {
      if (openSteps(store.plan).length === 0) return;
      reminded.add(key);
      const { reminderText, handOverLine } = await import("../../src/plan/hand-over.ts");
      tell(reminderText(plan, marks, release.mode), handOverLine("reminder", plan, marks));
    }
    if (stage === "done" && !offered.has(key) && context.hasUI && store.policy.modes.has("review")) {
      offered.add(key);
      await offerReview(context);
    }
  };

  const tell = (content: string, line: string): void => {
    pi.sendMessage({ customType: PLAN_MESSAGE, content, display: true, details: { v: 1, line } }, { triggerTurn: true });
  };

  const offerReview = async (context: ExtensionContext): Promise<void> => {
    const { plan, marks } = store.plan;
    if (!plan) return;
    const { reviewText, handOverLine } = await import("../../src/plan/hand-over.ts");
    const yes = await context.ui.confirm(handOverLine("done", plan, marks), "Review it now, in review mode?", {
      timeout: REVIEW_TIMEOUT_MS,
    });
    if (yes !== true || store.plan.plan !== plan) return;
    const result = switcher.switchTo("review", "user", context);
    if (result.kind === "refused") return say(context, result.why, "error");
    const diff = await diffSummary(context);
    tell(reviewText({ plan, marks, diff, deviations: [], mode: "review" }), handOverLine("review", plan, marks));
  };

  /** Against what was checked out at the approval; new files too. */
  const diffSummary = async (context: ExtensionContext): Promise<string> => {
    const git = async (...words: readonly string[]): Promise<string> => {
      try {
        const quiet = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-optional-locks"];
        const { code, stdout } = await pi.exec("git", [...quiet, ...words], { cwd: context.cwd, timeout: 5_000 });
        return code === 0 ? stdout.trim() : "";
      } catch {
        return "";
      }
    };
    const { commit } = store.plan;
    const stat = await git("diff", "--stat", "--no-ext-diff", "--no-textconv", ...(commit === undefined ? [] : [commit]));
    const fresh = await git("ls-files", "--others", "--exclude-standard");
    return [stat, ...(fresh === "" ? [] : ["New files:", fresh])].join("\n").slice(0, DIFF_LIMIT);
  };

  return { ended };
}

/** True for a run that the user stopped, or that failed: nobody goes on by himself then. */
function wasStopped(messages: readonly unknown[]): boolean {
  const last = messages.at(-1);
  const reason: unknown = typeof last === "object" && last !== null ? Reflect.get(last, "stopReason") : undefined;
  return reason === "aborted" || reason === "error";
}

/** One line collapsed, the whole text expanded; alive without details. */
const renderPlanMessage: MessageRenderer = (message, { expanded }, theme) => {
  const details: unknown = message.details;
  const line: unknown = typeof details === "object" && details !== null ? Reflect.get(details, "line") : undefined;
  const first = theme.fg("muted", typeof line === "string" ? line : "The model was told about the plan.");
  const content =
    typeof message.content === "string"
      ? message.content
      : message.content.map((part) => (part.type === "text" ? part.text : "")).join("\n");
  return new Text(expanded ? `${first}\n${theme.fg("dim", content)}` : first, 1, 0);
};
