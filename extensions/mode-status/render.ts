// State to text. Pure: a theme that only colours goes in, strings come out, so that every host can show them.

import { basename } from "node:path";
import { widgetText } from "../../src/policy/message.ts";
import { MODES } from "../../src/policy/modes.ts";
import { clean, shorten } from "../../src/policy/wording.ts";
import { isEnforced, type SessionStore } from "../../src/session/store.ts";

interface Theme {
  fg(color: "accent" | "success" | "warning" | "error" | "muted", text: string): string;
}

/** The footer, in every mode. */
export function renderStatus(store: SessionStore, theme: Theme): string {
  const mode = MODES[store.branch.mode];
  if (!isEnforced(store)) return theme.fg("error", `${mode.label} (not enforced)`);
  return theme.fg(mode.color, mode.label);
}

/** One line where something is closed; undefined where there is nothing to say. */
export function renderWidget(store: SessionStore): string[] | undefined {
  const mode = MODES[store.branch.mode];
  if (mode.effects.write === "allow") return undefined;
  if (!isEnforced(store)) return [`${mode.name}: NOTHING IS ENFORCED, the guard isn't loaded`];
  const lines = [widgetText(mode, store.refused)];
  if (store.userCommand !== undefined)
    lines.push(`your own !command ran outside ${mode.name} mode: ${shorten(clean(store.userCommand.replaceAll("\n", " ")), 60)}`);
  return lines;
}

/** pi's own title, marked in plan mode. */
export function renderTitle(
  store: SessionStore,
  cwd: string,
  sessionName: string | undefined,
): { readonly text: string; readonly marked: boolean } {
  const parts = ["π", ...(sessionName ? [sessionName] : []), basename(cwd)];
  const marked = store.branch.mode === "plan" && isEnforced(store);
  return { text: clean(marked ? `[plan] ${parts.join(" - ")}` : parts.join(" - ")), marked };
}
