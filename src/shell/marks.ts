// A trap's text is often written in double quotes, with a temporary folder or a process number in it. Such a value
// can't change how the text is read, so a mark stands for it while the text is walked; afterwards the facts get the
// value back. Where a mark could matter for the reading there is no answer.

import type { Cwd, Piece, ShellFact, Stdin, WordFact } from "./facts.ts";
import type { Pieces } from "./pieces.ts";

export interface Marked {
  readonly text: string;
  readonly values: ReadonlyMap<string, Piece>;
}

const FIRST = 0xe000;
const LAST = 0xf8ff;
const MARK = /[\ue000-\uf8ff]/;

/** The text with marks for what isn't known, or undefined. */
export function marked(pieces: Pieces): Marked | undefined {
  const values = new Map<string, Piece>();
  let text = "";
  for (const piece of pieces) {
    if (piece.kind === "text" && !MARK.test(piece.text)) text += piece.text;
    else if (
      piece.kind === "unknown" &&
      !piece.splits &&
      (piece.form === "temp" || piece.form === "number" || piece.form === "count") &&
      FIRST + values.size <= LAST
    ) {
      const mark = String.fromCharCode(FIRST + values.size);
      values.set(mark, piece);
      text += mark;
    } else return undefined;
  }
  // A digit may be a descriptor, a parameter, a part of a name: only where it is a part of a plain word it is none.
  const apart =
    values.size === 0 || (!text.includes("(") && text.replace(/(^|[\s"'/=-])[\ue000-\uf8ff](?=[\s"'/;.]|$)/g, "$1").search(MARK) < 0);
  return apart ? { text, values } : undefined;
}

/** The fact with the values in place of the marks. */
export function unmarked(fact: ShellFact, values: Marked["values"]): ShellFact {
  if (values.size === 0 || fact.kind === "opaque") return fact;
  const cwd = folder(fact.cwd);
  if (fact.kind === "redirect") return { ...fact, target: word(fact.target, values), cwd };
  const [name] = fact.argv;
  if (name?.pieces.some(holdsMark)) return { kind: "opaque", why: "the program's name is made at run time", place: fact.place };
  const from = (stdin: Stdin): Stdin => source(stdin, values);
  const { inputs } = fact;
  return {
    ...fact,
    argv: fact.argv.map((each) => word(each, values)),
    env: fact.env.map((each) => ({ ...each, value: each.value && word(each.value, values) })),
    cwd,
    stdin: from(fact.stdin),
    ...(inputs ? { inputs: inputs.map((input) => ({ ...input, from: from(input.from) })) } : {}),
  };
}

function source(stdin: Stdin, values: Marked["values"]): Stdin {
  if (stdin.kind === "text") return { ...stdin, content: word(stdin.content, values) };
  return stdin.kind === "file" ? { ...stdin, target: word(stdin.target, values) } : stdin;
}

function holdsMark(piece: Piece): boolean {
  return piece.kind === "text"
    ? MARK.test(piece.text)
    : piece.kind === "choice"
      ? piece.values.some((value) => MARK.test(value))
      : piece.kind === "glob" && MARK.test(piece.pattern);
}

function folder(cwd: Cwd): Cwd {
  return cwd.kind === "dirs" && cwd.dirs.some((dir) => MARK.test(dir))
    ? { kind: "unknown", why: "a folder that is made at run time" }
    : cwd;
}

function word(fact: WordFact, values: Marked["values"]): WordFact {
  if (!fact.pieces.some(holdsMark)) return fact;
  const pieces = fact.pieces.flatMap((piece): readonly Piece[] => {
    if (!holdsMark(piece)) return [piece];
    if (piece.kind !== "text") return [{ kind: "unknown", splits: piece.kind === "glob", form: "any", why: "a value made at run time" }];
    return piece.text.split(/([\ue000-\uf8ff])/).flatMap((part) => (part === "" ? [] : [values.get(part) ?? { kind: "text", text: part }]));
  });
  return { ...fact, pieces };
}
