// Words as bash expands them: braces, tilde, parameters, substitutions, arithmetic, splitting, patterns, quotes, in
// that order. What a word hides (a substitution) is walked on the way, also where its value isn't used.

import { arithmeticRisk, assignNumbers, certainlyAssigned, constant, takeApart } from "./arithmetic.ts";
import { expandBraceParts, type Item } from "./brace.ts";
import { SPENT } from "./budget.ts";
import { opaque, placeOf, spend, type Walk, wordOf } from "./context.ts";
import type { WordFact } from "./facts.ts";
import { addExpansion, addPattern, addPiece, type Fields, finishFields, openField, startFields } from "./fields.ts";
import { gather } from "./gather.ts";
import { expandParameter, parameterValue, single } from "./parameter.ts";
import type { ArithmeticExpression, Word, WordPart } from "./parse.ts";
import { known, type Pieces, soleValue, unknown, vanishing } from "./pieces.ts";
import { addResult, defaultOutsideQuotes } from "./results.ts";
import type { State } from "./state.ts";
import { substitute, walkApart } from "./substitute.ts";
import { addTildes, type Tilde, tildeValue } from "./tilde.ts";

const PLAIN = /^[\w./:=@%+,-]+$/;

/** The words that one word of a command becomes; none where it vanishes. */
export function expandWord(walk: Walk, state: State, word: Word): readonly WordFact[] {
  const place = placeOf(walk, word);
  // Most words are plain, and asking for their parts scans them again.
  if (PLAIN.test(word.text)) return [wordOf(known(word.text), place)];
  if (walk.shared.budget.steps < 0) return [wordOf([vanishing(unknown(SPENT))], place)];
  return expandFields(walk, state, word).map((list) => wordOf(list, place));
}

/** The one value of a word where bash neither splits nor matches names: assignments, `case`, here-strings. */
export function expandSingle(walk: Walk, state: State, word: Word, tilde: Tilde = "none"): Pieces {
  if (PLAIN.test(word.text)) return known(word.text);
  const fields = startFields(false, state.ifs);
  expandItems(walk, state, word.parts ?? literalParts(word), fields, tilde);
  return finishFields(fields)[0] ?? [];
}

/** The text of an unquoted here-document. */
export function expandParts(walk: Walk, state: State, parts: readonly WordPart[]): Pieces {
  const fields = startFields(false, state.ifs);
  for (const part of parts) expandPart(walk, state, part, true, fields);
  return finishFields(fields)[0] ?? [];
}

function expandFields(walk: Walk, state: State, word: Word): readonly Pieces[] {
  const parts = word.parts ?? literalParts(word);
  const variants = expandBraceParts(word, parts);
  if (!variants || holdsLoneDollar(parts)) {
    const hidden = startFields(true, state.ifs);
    for (const part of parts) expandPart(walk, state, part, false, hidden);
    return [[{ kind: "unknown", splits: true, form: "any", why: "a word that can't be written out" }]];
  }
  if (!spend(walk, word, variants.length)) return [[unknown(SPENT)]];
  return gather(variants, (items) => {
    const fields = startFields(true, state.ifs);
    expandItems(walk, state, items, fields, /^[A-Za-z_]\w*\+?=/.test(word.text) ? "argument" : "start");
    return finishFields(fields);
  });
}

/** Bash doesn't split what stands in one word with a `$` that begins nothing, as in `$x$`. */
function holdsLoneDollar(parts: readonly WordPart[]): boolean {
  return (
    parts.some((part) => part.type === "Literal" && /(^|[^\\])\$/.test(part.text)) && parts.some((part) => part.type.endsWith("Expansion"))
  );
}

function literalParts(word: Word): readonly WordPart[] {
  return [{ type: "Literal", pos: word.pos, end: word.end, value: word.value, text: word.text }];
}

function expandItems(walk: Walk, state: State, items: readonly Item[], fields: Fields, tilde: Tilde): void {
  for (const [index, item] of items.entries()) {
    if (item.type === "Stretches") {
      for (const stretch of item.stretches) {
        if (stretch.quoted) addPiece(fields, { kind: "text", text: stretch.text });
        else {
          const first = index === 0 && tilde !== "none" && stretch === item.stretches[0];
          addTilde(walk, state, stretch.text, first, items.length === 1 && item.stretches.length === 1, fields);
        }
      }
      if (item.stretches.length === 0) openField(fields);
    } else if (item.type === "Literal" && tilde !== "none" && item.text.includes("~")) {
      addTildes(walk, state, item, index === 0, items.length === index + 1, tilde, fields);
    } else expandPart(walk, state, item, false, fields);
  }
  // A brace alternative that is empty vanishes when nothing else is in the word.
  if (
    fields.current?.length === 0 &&
    items.every((item) => item.type === "Stretches" && item.stretches.every((stretch) => !stretch.quoted))
  )
    fields.current = undefined;
}

function addTilde(walk: Walk, state: State, text: string, first: boolean, alone: boolean, fields: Fields): void {
  if (first && text.startsWith("~")) {
    // What follows in another part may belong to the name, or quote it.
    if (!alone && !text.includes("/")) {
      addPiece(fields, unknown("a tilde with more behind it"));
      return;
    }
    addExpansion(fields, tildeValue(walk, state, /^~[^/]*/.exec(text)?.[0] ?? "~"), true);
    addPattern(fields, text.replace(/^~[^/]*/, ""));
  } else addPattern(fields, text);
}

function expandPart(walk: Walk, state: State, part: WordPart, quoted: boolean, fields: Fields): void {
  if (!spend(walk, part)) return void addPiece(fields, unknown(SPENT));
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      openField(fields);
      addPiece(fields, { kind: "text", text: part.value });
      return;
    case "DoubleQuoted":
    case "LocaleString":
      expandQuoted(walk, state, part.parts, fields);
      return;
    case "Glob": {
      const inside = part.kind === "bracket" && part.parts.some((inner) => inner.type !== "Literal") ? part.parts : [];
      expandPattern(walk, state, part.text, inside, inside.length === 0, fields);
      return;
    }
    case "ExtendedGlob":
      expandPattern(walk, state, part.text, part.parts ?? [], !/[$`'"\\]/.test(part.text), fields);
      return;
    case "BraceExpansion":
      for (const inner of part.parts ?? []) expandPart(walk, state, inner, false, startFields(true, state.ifs));
      addPiece(fields, /[\\'"$`]/.test(part.text) ? unknown("text with braces") : { kind: "text", text: part.text });
      return;
    case "SimpleExpansion":
      addResult(
        walk,
        state,
        fields,
        part,
        parameterValue(walk, state, part.text.replace(/\\\n/g, "").slice(1)),
        quoted,
        part.text === "$*",
      );
      return;
    case "ParameterExpansion": {
      const operand = (word: Word, arithmetic: boolean): Pieces =>
        arithmetic ? expandArithmeticWord(walk, state, word) : expandSingle(walk, state, word, "start");
      const star = part.parameter === "*" || part.index?.text === "*";
      const result = expandParameter(walk, state, part, operand);
      addResult(walk, state, fields, part, quoted ? result : defaultOutsideQuotes(part, result), quoted, star);
      return;
    }
    case "CommandExpansion":
      addExpansion(fields, substitute(walk, state, expandWord, part), quoted);
      return;
    case "ArithmeticExpansion":
      addExpansion(fields, expandArithmetic(walk, state, part.expression, part), quoted);
      return;
    case "ProcessSubstitution":
      walkApart(walk, state, part);
      addPiece(fields, unknown("a process substitution", "path"));
      return;
    default:
      opaque(walk, "a part of a word of a kind that isn't known", placeOf(walk, part));
      part satisfies never;
  }
}

function expandQuoted(walk: Walk, state: State, parts: readonly WordPart[], fields: Fields): void {
  // With "$@" in it, and nothing else, the word vanishes where there are no arguments.
  const listed = parts.some(isList);
  if (!listed) openField(fields);
  for (const inner of parts) {
    const before = fields.current;
    expandPart(walk, state, inner, true, fields);
    if (listed && !isList(inner) && before === undefined && fields.current?.length === 0) fields.current = undefined;
  }
  if (listed && fields.splitting && fields.current?.every((piece) => piece.kind === "unknown"))
    fields.current = fields.current.map(vanishing);
}

/** A pattern, and what is expanded in it first. `literal`: it stands as it is written. */
function expandPattern(walk: Walk, state: State, text: string, parts: readonly WordPart[], literal: boolean, fields: Fields): void {
  for (const inner of parts) expandPart(walk, state, inner, true, startFields(false, state.ifs));
  if (!literal) addPiece(fields, { kind: "unknown", splits: fields.splitting, form: "any", why: "a pattern made at run time" });
  else addPiece(fields, fields.splitting ? { kind: "glob", pattern: text } : { kind: "text", text });
}

function isList(part: WordPart): boolean {
  if (part.type === "SimpleExpansion") return part.text === "$@";
  return part.type === "ParameterExpansion" && (part.parameter === "@" || part.index?.text === "@");
}

/** A word in arithmetic: quotes don't protect there, so a quoted expansion is refused. */
export function expandArithmeticWord(
  walk: Walk,
  state: State,
  word: { readonly pos: number; readonly end: number; readonly value: string; readonly parts?: readonly WordPart[] | undefined },
): Pieces {
  if (!word.parts) return known(word.value);
  for (const part of word.parts)
    if ((part.type === "SingleQuoted" || part.type === "AnsiCQuoted") && /[$`]/.test(part.text))
      opaque(walk, "single quotes don't protect in arithmetic", placeOf(walk, part));
  return expandParts({ ...walk, evaluating: true }, state, word.parts);
}

/** The value of arithmetic; reports what it could evaluate, and notes what it assigns. */
export function expandArithmetic(
  walk: Walk,
  state: State,
  expression: ArithmeticExpression | undefined,
  node: { readonly pos: number; readonly end: number },
): Pieces {
  if (!expression) return known("0");
  const { words, assigned } = takeApart(expression);
  for (const word of words) {
    if (!spend(walk, word)) break;
    if (word.type === "ArithmeticCommandExpansion") {
      const text = substitute(walk, state, expandWord, word);
      reportRisk(walk, state, text, word);
    } else reportRisk(walk, state, expandArithmeticWord(walk, state, word), word);
  }
  assignNumbers(walk, state, assigned, placeOf(walk, node), certainlyAssigned(expression));
  const value = assigned.length > 0 ? undefined : constant(expression, (name) => soleValue(single(parameterValue(walk, state, name))));
  return value === undefined ? [unknown("the result of arithmetic", "number")] : known(String(value));
}

function reportRisk(walk: Walk, state: State, text: Pieces, node: { readonly pos: number; readonly end: number }): void {
  const risk = arithmeticRisk(walk, state, text);
  if (risk !== undefined) opaque(walk, risk, placeOf(walk, node));
}
