// State to text. Pure: a theme that only colours goes in, strings come out, so that every host can show them.

import { basename } from "node:path";
import { openSteps } from "../../src/plan/fold.ts";
import { widgetText } from "../../src/policy/message.ts";
import { oneLine } from "../../src/policy/shape-words.ts";
import { clean, shorten } from "../../src/policy/wording.ts";
import { currentMode, isEnforced, type SessionStore } from "../../src/session/store.ts";

interface Theme {
  fg(color: "accent" | "success" | "warning" | "error" | "muted", text: string): string;
}

/** The footer, in every mode. */
export function renderStatus(store: SessionStore, theme: Theme): string {
  const mode = currentMode(store);
  if (!isEnforced(store)) return theme.fg("error", `${mode.label} (not enforced)`);
  return theme.fg(mode.color, mode.label);
}

/** One line where something is closed; undefined where there is nothing to say. */
export function renderWidget(store: SessionStore): string[] | undefined {
  const mode = currentMode(store);
  const wrong = store.configuration.length;
  const configuration = wrong === 0 ? [] : [`configuration: ${wrong} ${wrong === 1 ? "remark" : "remarks"}, see /mode status`];
  const plan = planLines(store);
  if (mode.effects.write === "allow") return wrong + plan.length === 0 ? undefined : [...plan, ...configuration];
  if (!isEnforced(store)) return [`${mode.name}: NOTHING IS ENFORCED, the guard isn't loaded`];
  const lines = [widgetText(mode, store.refused, store.settings.shortcut), ...plan, ...configuration];
  if (store.userCommand !== undefined)
    lines.push(`your own !command ran outside ${mode.name} mode: ${shorten(clean(store.userCommand.replaceAll("\n", " ")), 60)}`);
  return lines;
}

/** The plan in one line while it is carried out: how far it is, and what comes next. */
function planLines({ plan: state }: SessionStore): readonly string[] {
  const { plan, stage } = state;
  if (!plan || stage !== "approved") return [];
  const open = openSteps(state);
  const next = open[0] === undefined ? "all steps done" : oneLine(shorten(open[0].text, 80));
  return [`plan ${plan.steps.length - open.length}/${plan.steps.length}: ${next}`];
}

/** The window title where the mode is worth a mark, else undefined. */
export function markedTitle(store: SessionStore, cwd: string, sessionName: string | undefined): string | undefined {
  return store.branch.mode === "plan" && isEnforced(store) ? `[plan] ${unmarkedTitle(cwd, sessionName)}` : undefined;
}

/** The title that pi itself sets. */
export function unmarkedTitle(cwd: string, sessionName: string | undefined): string {
  return clean(["π", ...(sessionName ? [sessionName] : []), basename(cwd)].join(" - "));
}
