// `/mode`: a picker, a switch by name, the status, and what was decided why, in whatever way the host can show it.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { modeLine } from "../../src/policy/message.ts";
import { REVIEW_MODE, STRICTEST_MODE } from "../../src/policy/modes.ts";
import { currentMode, inTurn, isEnforced, type SessionStore } from "../../src/session/store.ts";
import { type Connection, say } from "../shared/connection.ts";
import { dialogEnd } from "../shared/dialogs.ts";
import { failure, info, type Reply } from "../shared/reply.ts";
import type { OneAnswer } from "./one-answer.ts";
import type { PlanRoom } from "./plan-run.ts";
import type { Switcher } from "./switcher.ts";
import { trustCommand } from "./trust.ts";

/** What may stand behind `/mode` beside a mode's name. No mode can have one of these names. */
const SUBCOMMANDS: Readonly<Record<string, string>> = {
  status: "Which mode holds, whether it is enforced, and what is wrong with the configuration",
  why: "Why the last call, or the one with this number, was decided as it was",
  denied: "What was refused lately; `denied retry NUMBER` lets it run once",
  grants: "What you allowed for longer; `grants why ID`, `grants revoke ID|all`",
  trust: "What this project's configuration would open, and whether it may",
  approve: "Shows the plan that waits for your decision",
  fresh: "Carries out the plan that you approved for a session of its own",
  findings: "Makes the findings of the last review the matter of a new plan",
};

/** `answers` and `plans`: what a question in plan mode and the way from plan to review need. */
export function modeCommand(pi: ExtensionAPI, connection: Connection, switcher: Switcher, answers: OneAnswer, plans: PlanRoom) {
  const { store } = connection;
  return {
    description: "Show or change the mode; plan QUESTION, review WORDS; status, why, denied, grants, trust, approve, fresh, findings",
    getArgumentCompletions: (prefix: string) => completions(store, prefix),
    handler: async (text: string, context: ExtensionContext): Promise<void> => {
      await store.sync?.();
      const reply = await answer(text.trim().split(/\s+/), context);
      // A reload or another session meanwhile: newer hosts throw at each look at the context.
      if (connection.ended()) return;
      if (reply) say(context, reply.text, reply.kind);
      // Without a user interface the host ends with the command, and a run that it began would end with it.
      if (!context.hasUI && "waitForIdle" in context && typeof context.waitForIdle === "function") await context.waitForIdle();
    },
  };

  async function answer([word = "", ...rest]: readonly string[], context: ExtensionContext): Promise<Reply | undefined> {
    switch (word.toLowerCase()) {
      case "status":
        return enforced(statusText(store, await store.sandbox?.(context.cwd)), store);
      case "why":
        return (await import("./decisions.ts")).whyCommand(rest, store);
      case "denied":
        return (await import("./decisions.ts")).deniedCommand(rest, pi, store, context);
      case "grants":
        return grants(rest, store, context);
      case "trust":
        return trustCommand(rest, connection, context);
      case "approve":
        return approve(context);
      case "fresh":
        return (await import("./fresh.ts")).executeFresh(pi, connection, context);
      case "findings":
        return (await plans.reviews()).plan(rest.join(" "), context);
      case STRICTEST_MODE:
        if (rest.length > 0) return answers.ask(rest.join(" "), context);
        answers.stay();
        return change(word.toLowerCase(), store, switcher, context);
      case REVIEW_MODE:
        return review(rest.join(" "), context);
      case "":
        return context.hasUI ? choose(store, switcher, context) : enforced(statusText(store, await store.sandbox?.(context.cwd)), store);
      default:
        return change(word.toLowerCase(), store, switcher, context);
    }
  }

  async function approve(context: ExtensionContext): Promise<Reply | undefined> {
    const { reply, fresh } = await (await plans.flow()).show(context);
    return fresh ? (await import("./fresh.ts")).executeFresh(pi, connection, context) : reply;
  }

  /** With words, or where there is work on a plan that nobody has reviewed, the model is told to begin. */
  async function review(task: string, context: ExtensionContext): Promise<Reply | undefined> {
    const { plan, stage, review: last } = store.plan;
    const isDue = (stage === "approved" || stage === "done") && last?.plan !== plan?.id;
    const reply = change(REVIEW_MODE, store, switcher, context);
    if (store.branch.mode !== REVIEW_MODE || (task === "" && !isDue)) return reply;
    await (await plans.reviews()).start(task, context);
    return reply;
  }
}

async function grants(words: readonly string[], store: SessionStore, context: ExtensionContext): Promise<Reply> {
  const keeper = await store.openKeeper?.();
  if (!keeper) return failure("The session hasn't begun: there are no grants yet.");
  return (await import("./grants-command.ts")).grantsCommand(words, keeper, context);
}

function enforced(text: string, store: SessionStore): Reply {
  return isEnforced(store) ? info(text) : failure(text);
}

function change(target: string, store: SessionStore, switcher: Switcher, context: ExtensionContext): Reply {
  const result = switcher.switchTo(target, "user", context);
  return result.kind === "refused" ? failure(result.why) : enforced(statusLine(store), store);
}

/** None for a word that is whole: with a list open, pi takes Enter as a choice from it, and sends nothing. */
function completions(store: SessionStore, prefix: string) {
  const modes = [...store.policy.modes.values()].map((mode) => ({ value: mode.name, label: mode.name, description: mode.purpose }));
  const others = Object.entries(SUBCOMMANDS).map(([value, description]) => ({ value, label: value, description }));
  const typed = prefix.toLowerCase();
  const fitting = [...modes, ...others].filter((item) => item.value.startsWith(typed));
  return fitting.length > 0 && fitting.every((item) => item.value !== typed) ? fitting : null;
}

async function choose(store: SessionStore, switcher: Switcher, context: ExtensionContext): Promise<Reply | undefined> {
  const lines = new Map([...store.policy.modes.values()].map((mode) => [modeLine(mode), mode.name]));
  const title = `Mode (now ${store.branch.mode})${isEnforced(store) ? "" : ": NOTHING IS ENFORCED, the guard isn't loaded"}`;
  const choice = await inTurn(store, () => context.ui.select(title, [...lines.keys()], dialogEnd(context, store)));
  const target = choice === undefined ? undefined : lines.get(choice);
  return target === undefined ? undefined : change(target, store, switcher, context);
}

function statusLine(store: SessionStore): string {
  const line = modeLine(currentMode(store));
  return isEnforced(store) ? line : `${line}. NOTHING IS ENFORCED: the guard isn't loaded.`;
}

/** All of it: the mode, what is open and closed, who enforces it, how to change it, and what is wrong with the configuration. */
function statusText(store: SessionStore, sandbox: string | undefined): string {
  const mode = currentMode(store);
  const guard = isEnforced(store)
    ? `Enforced by the guard; ${store.refused} refused since this mode began.`
    : "NOTHING IS ENFORCED: the guard isn't loaded. Add extensions/tool-guard of this package to pi's settings.";
  const { shortcut } = store.settings;
  return [
    modeLine(mode),
    `Open: ${mode.open}`,
    `Closed: ${mode.closed}`,
    guard,
    ...(sandbox === undefined ? [] : [sandbox]),
    ...(store.ceiling === undefined ? [] : [`This session runs below another one and can't be looser than ${store.ceiling}.`]),
    ...(store.held === undefined ? [] : [`A config file is broken: the session is held in ${store.held} until it is mended.`]),
    `Change it with /mode ${[...store.policy.modes.keys()].join("|")}${shortcut === undefined ? "" : ` or ${shortcut}`}.`,
    `${store.policy.rules.rules.length} rules. ${store.configuration.length === 0 ? "The configuration is in order." : "The configuration:"}`,
    ...store.configuration.map((line) => `  ${line}`),
  ].join("\n");
}
