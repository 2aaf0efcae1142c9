// The calls of the tool `plan` on the screen: what was handed in, in one line; all of it when expanded. What is there may be half of a call
// that is still being written.

import type { ToolDefinition } from "@mariozechner/pi-coding-agent";
import { field } from "../../src/decode.ts";
import type { PlanToolSchema } from "../../src/plan/model.ts";
import { oneLine } from "../../src/policy/shape-words.ts";
import { collapsed } from "./collapsed.ts";

type PlanTool = ToolDefinition<typeof PlanToolSchema, Record<string, never>>;

/** Old hosts hand in no context. */
export const renderCall: NonNullable<PlanTool["renderCall"]> = (args, theme, context?) =>
  collapsed(`plan ${lineOf(args)}`, linesOf(args).join("\n"), context?.expanded === true, theme);

export const renderResult: NonNullable<PlanTool["renderResult"]> = ({ content }, { expanded }, theme) => {
  const [line = "", ...rest] = content.flatMap((part) => (part.type === "text" ? part.text.split("\n") : []));
  return collapsed(line, rest.join("\n"), expanded, theme);
};

function lineOf(args: unknown): string {
  const action = textOf(args, "action");
  switch (action) {
    case "submit":
    case "revise":
      return `${action} "${textOf(args, "title")}" (${counted(listOf(args, "steps"), "step")})`;
    case "progress":
      return `progress (${counted(listOf(args, "updates"), "step")})`;
    case "findings":
      return `findings (${listOf(args, "findings").length})`;
    default:
      return action;
  }
}

function linesOf(args: unknown): readonly string[] {
  const numbered = (name: string) => listOf(args, name).map((text, index) => `${index + 1}. ${wordOf(text)}`);
  const listed = (name: string) => listOf(args, name).map((text) => `${name}: ${wordOf(text)}`);
  const updates = listOf(args, "updates").map((update) => {
    const note = textOf(update, "note");
    return `step ${wordOf(field(update, "step"))}: ${textOf(update, "status")}${note === "" ? "" : ` (${note})`}`;
  });
  const summary = textOf(args, "summary");
  return [
    ...(summary === "" ? [] : [summary]),
    ...numbered("steps"),
    ...["writes", "commands", "network", "installs"].flatMap(listed),
    ...updates,
    ...numbered("findings"),
  ];
}

function counted(list: readonly unknown[], what: string): string {
  return `${list.length} ${what}${list.length === 1 ? "" : "s"}`;
}

function listOf(args: unknown, name: string): readonly unknown[] {
  const list = field(args, name);
  return Array.isArray(list) ? list : [];
}

function textOf(args: unknown, name: string): string {
  return wordOf(field(args, name));
}

function wordOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? oneLine(String(value)) : "";
}
