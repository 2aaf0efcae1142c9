// Texts with {variables}. Law: a value is put in once and never looked at again, so nothing in it is expanded; a template with a mistake is
// no template.

import { nearest } from "../policy/nearest.ts";

/** What templates may name; each kind of text knows some of them. */
export const VARIABLES = ["task", "plan", "step", "previous", "diff", "mode"] as const;
export type Variable = (typeof VARIABLES)[number];

type TemplatePart = { readonly kind: "text"; readonly text: string } | { readonly kind: "variable"; readonly name: Variable };

export interface Template {
  readonly kind: "template";
  readonly parts: readonly TemplatePart[];
}

export interface TemplateProblem {
  readonly kind: "problem";
  /** A sentence that says what to mend. */
  readonly why: string;
  /** Offset in the text, in UTF-16 units. */
  readonly at: number;
}

/** UTF-16 units of one value. */
const VALUE_LIMIT = 20_000;

/** `{{` and `}}` are braces; any other brace must belong to one of the `allowed` variables. */
export function compileTemplate(text: string, allowed: readonly Variable[] = VARIABLES): Template | TemplateProblem {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (const { 0: token, index } of text.matchAll(/\{\{|\}\}|\{[^{}]*\}|[{}]/g)) {
    if (index > from) parts.push({ kind: "text", text: text.slice(from, index) });
    from = index + token.length;
    if (token === "{{" || token === "}}") parts.push({ kind: "text", text: token.charAt(0) });
    else if (token.length === 1)
      return problem(`A single "${token}" stands at character ${index + 1}. Write ${token}${token} for a brace.`, index);
    else {
      const given = token.slice(1, -1);
      const name = allowed.find((variable) => variable === given);
      if (name === undefined) return problem(unknownVariable(given, allowed), index);
      parts.push({ kind: "variable", name });
    }
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
  return { kind: "template", parts };
}

/** `limit`: UTF-16 units of a value; what is longer is cut in the middle and says so. A value that isn't given is empty. */
export function fillTemplate(template: Template, values: Readonly<Partial<Record<Variable, string>>>, limit: number = VALUE_LIMIT): string {
  return template.parts.map((part) => (part.kind === "text" ? part.text : cut(values[part.name] ?? "", limit))).join("");
}

/** The text, or its beginning and end with a word on how much is missing. Never takes a character apart. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = wholeBefore(text, Math.ceil(limit * 0.7));
  const tail = wholeBefore(text, text.length - Math.floor(limit * 0.3));
  return `${text.slice(0, head)} [... ${tail - head} characters left out ...] ${text.slice(tail)}`;
}

function wholeBefore(text: string, at: number): number {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1)) ? at - 1 : at;
}

function unknownVariable(given: string, allowed: readonly Variable[]): string {
  const meant = nearest(given.trim(), allowed);
  const names = allowed.map((name) => `{${name}}`).join(", ");
  const hint = meant === undefined ? `Known here: ${names}.` : `Did you mean {${meant}}?`;
  return `The variable {${given.slice(0, 60)}} isn't known. ${hint} For a brace write {{ or }}.`;
}

function problem(why: string, at: number): TemplateProblem {
  return { kind: "problem", why, at };
}
