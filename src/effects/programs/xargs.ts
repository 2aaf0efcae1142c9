// `xargs` and `parallel` run a command with words that come from their input, which nobody knows before.

import type { Form, Piece, WordFact } from "../../shell/facts.ts";
import { literal, textWord } from "../../shell/word.ts";
import type { Call, Handler, RunHow } from "../call.ts";
import type { Effect } from "../effect.ts";
import { joinWords, replaceMark } from "./composed.ts";
import { complaints } from "./env.ts";

function putIn(form: Form, splits = false): Piece {
  return { kind: "unknown", splits, form, why: "a word of the input" };
}

const xargs: Handler = (call) => {
  const { options, operands } = call.parse();
  const named = options.map((option) => option.name);
  if (named.some((name) => name === "--help" || name === "--version")) return complaints(call);
  const files = options
    .filter((option) => option.name === "-a" || option.name === "--arg-file")
    .flatMap((option) => (option.value ? call.read(option.value) : []));
  const slots = options.filter((option) => option.name === "--process-slot-var").map((option) => literal(option.value) ?? "?");
  const how: RunHow = {
    stdin: { kind: "file", target: textWord("/dev/null", call.fact.place) },
    env: slots.map((name) => ({ name, value: undefined, place: call.fact.place })),
  };
  return [...complaints(call), ...files, ...runWithInput(call, operands, how, marksOf(options), inputForm(call, options))];
};

/** What is known of each word of the input. A separator of one's own could cut a word anywhere. */
function inputForm(call: Call, options: ReturnType<Call["parse"]>["options"]): Form {
  const { stdin } = call.fact;
  const form = stdin.kind === "pipe" ? stdin.form : undefined;
  const cuts = options.some(
    ({ name, value }) =>
      name === "-a" ||
      name === "--arg-file" ||
      ((name === "-d" || name === "--delimiter") && literal(value) !== "\\n" && literal(value) !== "\n"),
  );
  if (form === undefined || cuts) return "any";
  return form === "counts" ? "count" : form;
}

/** What stands for a word of the input; undefined where the words are appended. */
function marksOf(options: ReturnType<Call["parse"]>["options"]): readonly (string | undefined)[] | undefined {
  const marks = options
    .filter((option) => /^(-I|-i|--replace|-J)$/.test(option.name))
    .map((option) => (option.value === undefined ? "{}" : literal(option.value)));
  return marks.length === 0 ? undefined : marks;
}

function runWithInput(
  call: Call,
  command: readonly WordFact[],
  how: RunHow,
  marks: readonly (string | undefined)[] | undefined,
  form: Form,
): readonly Effect[] {
  // Without a command xargs runs echo.
  if (command.length === 0) return [];
  if (!marks && (form === "plain" || form === "count")) {
    const input: WordFact = { pieces: [putIn(form, true)], place: { ...call.fact.place, text: "…" } };
    return call.run([...command, input], how);
  }
  // Without input the command runs as it stands, where that is a command at all.
  if (!marks) return [...call.run(command, { ...how, open: true }), ...call.run(command, how).filter(isHarm)];
  const [mark] = marks;
  if (mark === undefined || marks.length > 1) return [call.opaque(`${call.program}: what is replaced is not known`)];
  return call.run(
    command.map((word) => replaceMark(word, mark, [putIn(form)]) ?? word),
    how,
  );
}

/** What surely counts of a command that may lack its operands. */
function isHarm({ kind }: Effect): boolean {
  return kind !== "opaque" && kind !== "execute" && kind !== "read";
}

const SEPARATOR = /^:::[:+]*$/;

/** `parallel` makes a text for a shell; only texts of plain words are followed. */
const parallel: Handler = (call) => {
  const { options, operands } = call.parse();
  const names = options.map((option) => option.name);
  const written = options
    .filter((option) => option.name === "--joblog" || option.name === "--results")
    .flatMap((option) => (option.value ? call.write(option.value) : []));
  const files = options
    .filter((option) => option.name === "-a" || option.name === "--arg-file")
    .flatMap((option) => (option.value ? call.read(option.value) : []));
  const own = [...complaints(call), ...written, ...files];
  if (names.some((name) => name === "--version" || name === "--help" || name === "--dry-run")) return own;
  const end = operands.findIndex((word) => SEPARATOR.test(literal(word) ?? ""));
  const command = end < 0 ? operands : operands.slice(0, end);
  if (call.args.some((word) => literal(word) === "--"))
    return [...own, call.opaque("parallel: another program of this name reads -- its own way")];
  if (command.length === 0) return [...own, call.opaque("parallel runs the lines of its input")];
  const text = literal(joinWords(command, call.fact.place));
  if (text === undefined || !/^[\w\s./:,@{}+-]+$/.test(text))
    return [...own, call.opaque("parallel: the text that a shell would run is not known")];
  const words = text.split(/\s+/).filter((part) => part !== "");
  const marked = words.map((part) => (/\{[^}]*\}/.test(part) ? textPutIn(part, call) : textWord(part, call.fact.place)));
  const open = !words.some((part) => /\{[^}]*\}/.test(part));
  return [...own, ...call.run(marked, { open, stdin: { kind: "pipe" } })];
};

/** A word with `{}`, `{.}`, `{1}` and the like in it. */
function textPutIn(part: string, call: Call): WordFact {
  const pieces = part.split(/\{[^}]*\}/).flatMap((text, index): readonly Piece[] => {
    const own: readonly Piece[] = text === "" ? [] : [{ kind: "text", text }];
    return index === 0 ? own : [putIn("any"), ...own];
  });
  return { pieces, place: { ...call.fact.place, text: part } };
}

export const inputHandlers: Readonly<Record<string, Handler>> = { xargs, parallel };
