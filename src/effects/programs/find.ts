// `find` and `fd`: what they run or delete is what lies below their starting points.

import type { Cwd, Piece, WordFact } from "../../shell/facts.ts";
import { couldBeOption, literal, textWord, valuesOf } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { globsMeet } from "../globs.ts";
import { isBroad, targetsOf } from "../paths.ts";
import { baseName } from "../scopes.ts";
import { FOUND, FOUND_MANY, replaceMark } from "./composed.ts";
import { type Expression, type FindAction, type FoundAction, type Limits, readExpression } from "./find-expression.ts";

const START_LIMIT = 16;
const NAME_LIMIT = 16;

const find: Handler = (call) => {
  const { starts, rest, follows } = splitWords(call.args);
  const doubtful = starts.find((word) => couldBeOption(word) && !isFolderName(word));
  const expression = readExpression(rest);
  const places = starts.length > 0 ? starts : [textWord(".", call.fact.place)];
  const known = { ...expression, follows: expression.follows || follows };
  if (known.reads.length > 0 || places.length > START_LIMIT)
    places.splice(0, places.length, unknownWord(call, "starting points from a file"));
  const unclear = doubtful ? [call.opaque("find: a starting point could turn into an action", doubtful)] : [];
  const doubts = known.doubt ? [call.opaque(`find: ${known.doubt.why}`, known.doubt.word)] : [];
  return [
    ...unclear,
    ...doubts,
    ...known.reads.flatMap((word) => call.read(word)),
    ...known.actions.flatMap((found) => acted(call, found, known, places)),
  ];
};

/** A pattern that ends in a slash (a star and a slash): no action and no test has one in its name. */
function isFolderName({ pieces }: WordFact): boolean {
  const last = pieces.at(-1);
  return last?.kind === "text" && last.text.includes("/") && pieces.every((piece) => piece.kind === "text" || piece.kind === "glob");
}

/** Options of find itself, starting points, and the expression. */
function splitWords(args: readonly WordFact[]): { starts: WordFact[]; rest: readonly WordFact[]; follows: boolean } {
  let index = 0;
  let follows = false;
  for (; index < args.length; index++) {
    const text = literal(args[index]);
    if (text === undefined || !/^-(?:[HLP]|O\d|D|-)$/.test(text)) break;
    if (text === "-D") index += 1;
    if (text === "-L") follows = true;
  }
  const starts: WordFact[] = [];
  for (; index < args.length; index++) {
    const word = args[index];
    const values = word ? valuesOf(word) : undefined;
    if (!word || values?.some((value) => /^(?:-.+|[(),!])$/.test(value))) break;
    starts.push(word);
  }
  return { starts, rest: args.slice(index), follows };
}

function acted(call: Call, found: FoundAction, known: Expression, places: readonly WordFact[]): readonly Effect[] {
  const { action, limits } = found;
  if (action.kind === "write") return call.write(action.file);
  return places.flatMap((place) => wordsFound(call, place, limits, known).flatMap((word) => actedOn(call, action, word, limits, known)));
}

function actedOn(
  call: Call,
  action: Exclude<FindAction, { kind: "write" }>,
  word: WordFact,
  limits: Limits,
  known: Expression,
): readonly Effect[] {
  if (action.kind === "run") return run(call, action, word);
  const deep = known.maxDepth > 1;
  return targetsOf(word, call.fact.cwd, call.workspace, "delete").map((target) =>
    call.effect(
      { kind: "delete", target, broad: !limits.onlyEmpty && isBroad(target, deep, call.workspace), ...(deep ? { recursive: deep } : {}) },
      word,
    ),
  );
}

function run(call: Call, action: Extract<FindAction, { kind: "run" }>, word: WordFact): readonly Effect[] {
  const cwd: Cwd = action.inFolder ? { kind: "unknown", why: "the folder of each file that find meets" } : call.fact.cwd;
  const found = action.inFolder ? absolute(call, word) : word;
  const argv = action.argv.map((part) => replaceMark(part, "{}", found.pieces, markText(part, action.many)) ?? part);
  return call.run(argv, { cwd });
}

/** A word that is one path and nothing else is marked, so that a script's parameters can be counted. */
function markText(part: WordFact, many: boolean): string {
  return many ? FOUND_MANY : literal(part) === "{}" ? FOUND : `${part.place.text} `;
}

/** The words that stand for what is met below a starting point: the point itself where it counts, and all below. */
function wordsFound(call: Call, place: WordFact, limits: Limits, known: Expression): readonly WordFact[] {
  if (known.follows) return [unknownWord(call, "find follows links")];
  const names = limits.names && limits.names.length <= NAME_LIMIT ? limits.names : undefined;
  const deep = known.maxDepth <= 1 ? "" : "**/";
  const globs = names ? names.map((name) => deep + name) : [known.maxDepth <= 1 ? "*" : "**"];
  const text = literal(place);
  const slash: readonly Piece[] = text?.endsWith("/") ? [] : [{ kind: "text", text: "/" }];
  const below = globs.map(
    (pattern): WordFact => ({ pieces: [...place.pieces, ...slash, { kind: "glob", pattern }], place: { ...place.place, text: FOUND } }),
  );
  const start = text === undefined ? undefined : baseName(text.replace(/(?<=.)\/+$/, ""));
  const excluded =
    known.minDepth > 0 || limits.onlyFiles || (names !== undefined && start !== undefined && !names.some((name) => globsMeet(name, start)));
  return known.maxDepth === 0 ? [place] : excluded ? below : [place, ...below];
}

/** The same files, named so that it doesn't matter where the command runs. */
function absolute(call: Call, word: WordFact): WordFact {
  if (literal({ ...word, pieces: word.pieces.slice(0, 1) })?.startsWith("/")) return word;
  const { cwd } = call.fact;
  const [dir, ...more] = cwd.kind === "dirs" ? cwd.dirs : [];
  return dir === undefined || more.length > 0
    ? unknownWord(call, "a file that find meets")
    : { ...word, pieces: [{ kind: "text", text: `${dir}/` }, ...word.pieces] };
}

function unknownWord(call: Call, why: string): WordFact {
  return {
    pieces: [
      { kind: "text", text: "./" },
      { kind: "unknown", splits: false, form: "any", why },
    ],
    place: { ...call.fact.place, text: FOUND },
  };
}

/** fd runs what follows `-x` or `-X`, up to `;`; without a mark the path is appended. */
const fd: Handler = (call) => {
  const at = call.args.findIndex((word) => /^(?:-[HIusiFgalLp01q]*[xX].*|--exec(?:-batch)?(?:=.*)?)$/s.test(literal(word) ?? ""));
  if (at < 0) return call.table();
  const flag = literal(call.args[at]) ?? "";
  const own = call.with({ args: call.args.slice(0, at) });
  const end = call.args.findIndex((word, index) => index > at && literal(word) === ";");
  const inner = call.args.slice(at + 1, end < 0 ? undefined : end);
  if (!/^-[A-Za-z01]*[xX]$|^--exec(?:-batch)?$/.test(flag) || inner.length === 0)
    return [...own.table(), call.opaque("fd: what runs is not known", call.args[at])];
  const rest = end < 0 ? [] : fd(call.with({ args: call.args.slice(end + 1) }));
  const parsed = own.parse();
  const places = parsed.operands.length > 1 ? parsed.operands.slice(1) : [textWord(".", call.fact.place)];
  const many = /X$|batch$/.test(flag);
  return [
    ...own.table(),
    ...rest,
    ...places.flatMap((place) =>
      fdRun(
        call,
        place,
        inner,
        many,
        parsed.options.some((option) => option.name === "-L"),
      ),
    ),
  ];
};

function fdRun(call: Call, place: WordFact, command: readonly WordFact[], many: boolean, follows: boolean): readonly Effect[] {
  const found: WordFact = follows
    ? unknownWord(call, "fd follows links")
    : {
        pieces: [{ kind: "text", text: "./" }, ...place.pieces, { kind: "text", text: "/" }, { kind: "glob", pattern: "**" }],
        place: { ...place.place, text: FOUND },
      };
  const text = literal(place);
  const word = text?.startsWith("/") ? { ...found, pieces: found.pieces.slice(1) } : found;
  const marked = command.map((part) =>
    ["{}", "{/}", "{//}", "{.}", "{/.}"].reduce((now, mark) => replaceMark(now, mark, word.pieces, markText(part, many)) ?? now, part),
  );
  const used = marked.some((part, index) => part !== command[index]);
  return call.run(used ? marked : [...command, { ...word, place: { ...word.place, text: many ? FOUND_MANY : FOUND } }]);
}

export const searchHandlers: Readonly<Record<string, Handler>> = { find, fd };
