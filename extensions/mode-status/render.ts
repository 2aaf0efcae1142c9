// State to text. Pure: a theme that only colours goes in, strings come out, so that every host can show them.

import { basename } from "node:path";
import { openSteps, type PlanState } from "../../src/plan/fold.ts";
import type { PlanStep } from "../../src/plan/model.ts";
import { widgetText } from "../../src/policy/message.ts";
import { STRICTEST_MODE } from "../../src/policy/modes.ts";
import { oneLine } from "../../src/policy/shape-words.ts";
import { clean, shorten } from "../../src/policy/wording.ts";
import { currentMode, isEnforced, type SessionStore } from "../../src/session/store.ts";

interface Theme {
  fg(color: "accent" | "success" | "warning" | "error" | "muted", text: string): string;
}

/** A line above the editor. `room`: what is cut where the line is too long, so that what stands around it stays; the rest is ours. */
export interface WidgetLine {
  readonly kind: "text" | "plan";
  readonly before: string;
  readonly room: string;
  readonly after: string;
}

/** The footer, in every mode. */
export function renderStatus(store: SessionStore, theme: Theme): string {
  const mode = currentMode(store);
  if (!isEnforced(store)) return theme.fg("error", `${mode.label} (not enforced)`);
  const { stage, release } = store.plan;
  const isCarriedOut = stage === "approved" && release?.mode === mode.name;
  return theme.fg(mode.color, isCarriedOut ? `${mode.label} ${countOf(store.plan)}` : mode.label);
}

/** For hosts that show lines; undefined where there is nothing to say. */
export function renderWidget(store: SessionStore): string[] | undefined {
  const lines = widgetLines(store);
  return lines.length === 0 ? undefined : lines.map(({ before, room, after }) => before + cutAt(room, ROOM) + after);
}

/** Characters of a plan's words on a line whose width isn't known. */
const ROOM = 80;

function cutAt(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}

/** One line where something is closed, and what there is to say about the plan. */
export function widgetLines(store: SessionStore): readonly WidgetLine[] {
  const mode = currentMode(store);
  const wrong = store.configuration.length;
  const configuration = wrong === 0 ? [] : [line(`configuration: ${wrong} ${wrong === 1 ? "remark" : "remarks"}, see /mode status`)];
  const plan = planLine(store);
  const ours = [...(plan ? [plan] : []), ...configuration];
  if (mode.effects.write === "allow") return ours;
  if (!isEnforced(store)) return [line(`${mode.name}: NOTHING IS ENFORCED, the guard isn't loaded`)];
  const command = store.userCommand === undefined ? undefined : shorten(clean(store.userCommand.replaceAll("\n", " ")), 60);
  return [
    line(widgetText(mode, store.refused, store.settings.shortcut)),
    ...ours,
    ...(command === undefined ? [] : [line(`your own !command ran outside ${mode.name} mode: ${command}`)]),
  ];
}

function line(text: string): WidgetLine {
  return { kind: "text", before: text, room: "", after: "" };
}

/** The plan in one line: what it waits for, or how far it is and what is being done. */
function planLine(store: SessionStore): WidgetLine | undefined {
  const { plan, stage, release } = store.plan;
  const mode = currentMode(store);
  if (stage === "submitted" && plan && mode.effects.write !== "allow" && mode.name !== "review")
    return { kind: "plan", before: 'plan "', room: oneLine(plan.title), after: '" waits for your decision: /mode approve' };
  if (stage !== "approved" || !plan) return undefined;
  if (release?.fresh === true && release.mode !== mode.name)
    return { kind: "plan", before: "the plan is approved for a session of its own: /mode fresh", room: "", after: "" };
  const step = currentStep(store.plan);
  return { kind: "plan", before: `plan ${countOf(store.plan)}: `, room: step ? oneLine(step.text) : "all steps done", after: "" };
}

/** How many steps are behind, of how many: "3/7". */
export function countOf(state: PlanState): string {
  const all = state.plan?.steps.length ?? 0;
  return `${all - openSteps(state).length}/${all}`;
}

/** What is being done, else what comes next. */
export function currentStep(state: PlanState): PlanStep | undefined {
  const open = openSteps(state);
  return open.find(({ id }) => state.marks.get(id)?.status === "doing") ?? open[0];
}

/** True where the mode is worth a mark in the window title. */
export function isMarked(store: SessionStore): boolean {
  return store.branch.mode === STRICTEST_MODE && isEnforced(store);
}

export function markedTitle(mode: string, cwd: string, sessionName: string | undefined): string {
  return `[${mode}] ${unmarkedTitle(cwd, sessionName)}`;
}

/** The title that pi itself sets. */
export function unmarkedTitle(cwd: string, sessionName: string | undefined): string {
  return clean(["π", ...(sessionName ? [sessionName] : []), basename(cwd)].join(" - "));
}
