// Redirections: which files bash opens, and what a command then finds on its standard input.

import { opaque, placeOf, report, spend, type Walk, wordOf } from "./context.ts";
import { expandParts, expandSingle, expandWord } from "./expand.ts";
import type { RedirectFact, Stdin, WordFact } from "./facts.ts";
import type { HereDoc, Redirect, Redirection, Word } from "./parse.ts";
import { formOf, known, soleValue, unknown, vanishing, whole } from "./pieces.ts";
import type { Feed, State } from "./state.ts";
import { assign, scalar } from "./variables.ts";

/** Reports what the redirections open, and returns the inputs that they leave. `alone`: there is no command. */
export function redirect(walk: Walk, state: State, redirections: readonly Redirection[], before: Feed, alone = false): Feed {
  let { stdin, inputs } = before;
  for (const redirection of redirections) {
    if (!spend(walk, redirection)) break;
    const { descriptor } = redirection;
    if (descriptor?.type === "FileDescriptorVariable")
      assign(walk, state, descriptor.name, scalar([unknown("a descriptor", "number")]), placeOf(walk, redirection));
    const given = redirection.type === "Redirect" ? open(walk, state, redirection, alone) : hereText(walk, state, redirection);
    const number = numberOf(redirection);
    if (number === 0 && given) stdin = given;
    if (closes(redirection)) inputs = inputs.filter((input) => input.descriptor !== number);
    else if (given && redirection.operator.startsWith("<")) {
      const descriptor = inputs.length < INPUT_LIMIT ? number : undefined;
      inputs = [...inputs.filter((input) => input.descriptor !== descriptor), { descriptor, from: given }];
    }
  }
  return { stdin, inputs };
}

/** More are kept as one whose number isn't known. */
const INPUT_LIMIT = 16;

/** The descriptor that a redirection sets; undefined where the shell chooses one. */
function numberOf({ descriptor, operator }: Redirection): number | undefined {
  if (descriptor) return descriptor.type === "FileDescriptor" ? descriptor.value : undefined;
  return operator.startsWith("<") ? 0 : 1;
}

/** `3<&-`; a variable may hold any number. */
function closes(node: Redirection): boolean {
  return node.type === "Redirect" && /^[<>]&$/.test(node.operator) && node.target?.text === "-" && numberOf(node) !== undefined;
}

/** True when opening may fail, and the command with it. */
export function mayFail(redirections: readonly Redirection[]): boolean {
  return redirections.some((node) => node.type === "Redirect" && !certain(node));
}

/** A copy of a standard stream; behind the other operators the same digit names a file. */
function certain({ operator, target }: Redirect): boolean {
  const text = target?.text ?? "";
  return text === "/dev/null" || (/^[<>]&$/.test(operator) && /^(?:[012]-?|-)$/.test(text));
}

function hereText(walk: Walk, state: State, node: Exclude<Redirection, Redirect>): Stdin {
  const place = placeOf(walk, node);
  if (node.type === "HereDoc") return { kind: "text", content: wordOf(documentOf(walk, state, node), place) };
  if (!node.target) return missing(walk, node);
  const text = whole(expandSingle(walk, state, node.target, "start"));
  return { kind: "text", content: wordOf([...text, { kind: "text", text: "\n" }], place) };
}

function documentOf(walk: Walk, state: State, node: HereDoc): WordFact["pieces"] {
  const { body, delimiter } = node;
  if (delimiter?.quoted || !body.parts) {
    const text = node.operator === "<<-" ? body.text.replace(/^\t+/gm, "") : body.text;
    return known(delimiter?.quoted ? text : text.replace(/\\([$`\\]|\n)/g, (_, char: string) => (char === "\n" ? "" : char)));
  }
  return whole(expandParts(walk, state, body.parts));
}

function missing(walk: Walk, node: Redirection): Stdin {
  opaque(walk, "a redirection without a target", placeOf(walk, node));
  return { kind: "pipe" };
}

/** A redirection to a file, a descriptor or a process. The result is for standard input, should it be that one. */
function open(walk: Walk, state: State, node: Redirect, alone: boolean): Stdin | undefined {
  const { target, operator } = node;
  if (!target) return missing(walk, node);
  if (operator === "<&" || operator === ">&") return copy(walk, state, node, target, operator);
  const [only] = target.parts ?? [];
  if (target.parts?.length === 1 && only?.type === "ProcessSubstitution") {
    expandWord(walk, state, target);
    return { kind: "pipe" };
  }
  const word = soleWord(expandWord(walk, state, target));
  if (!word) return undefined;
  switch (operator) {
    case ">":
    case ">|":
    case "&>":
      opens(walk, state, "write", word, alone);
      return undefined;
    case ">>":
    case "&>>":
      opens(walk, state, "append", word);
      return undefined;
    case "<":
      opens(walk, state, "read", word);
      return { kind: "file", target: word };
    case "<>":
      opens(walk, state, "read-write", word);
      return { kind: "file", target: word };
    default:
      operator satisfies never;
      return missing(walk, node);
  }
}

/** Nothing or several words make bash refuse the redirection; what is unknown may turn out as one, or as none. */
function soleWord(words: readonly WordFact[]): WordFact | undefined {
  const certain = words.filter((word) => !mayVanish(word));
  const [first] = words;
  if (words.length <= 1 || !first) return first;
  if (certain.length > 0) return certain.length === 1 ? certain[0] : undefined;
  return wordOf([vanishing(unknown("one of several words"))], first.place);
}

function mayVanish({ pieces }: WordFact): boolean {
  // A pattern takes its whole word along under `nullglob`.
  if (pieces.some((piece) => piece.kind === "glob")) return true;
  return pieces.length > 0 && pieces.every((piece) => piece.kind === "unknown" && piece.splits);
}

function copy(walk: Walk, state: State, node: Redirect, target: Word, operator: string): Stdin | undefined {
  const pieces = expandSingle(walk, state, target);
  const place = placeOf(walk, node);
  const form = formOf(pieces);
  if (form === "number" || form === "count") return { kind: "pipe" };
  // What a variable gives is expanded once more.
  const value = target.parts ? undefined : soleValue(pieces);
  if (value === undefined) opaque(walk, "a descriptor that is made at run time", place);
  else if (value === "-") return { kind: "text", content: wordOf([], place) };
  else if (/^\d+-?$/.test(value)) return { kind: "pipe" };
  else if (operator === ">&") opens(walk, state, "write", wordOf(known(value), place));
  return undefined;
}

function opens(walk: Walk, state: State, access: RedirectFact["access"], target: WordFact, alone = false): void {
  report(walk, { kind: "redirect", access, target, cwd: state.cwd, place: target.place, ...(alone ? { alone } : {}) });
}
