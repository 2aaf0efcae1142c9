// What a sed script opens and runs. Law: a script is understood whole or not at all; `undefined` means it isn't.
// The reading follows GNU sed 4.9: bracket expressions hide the delimiter, a file name or text goes to the end of its line.

/** One thing that a script does besides editing text. `line` is the shell text of `e`, absent where sed runs what it has read. */
export type SedAct = { readonly kind: "read" | "write"; readonly file: string } | { readonly kind: "run"; readonly line?: string };

interface Cursor {
  readonly text: string;
  at: number;
}

/** The acts of a script, or undefined where it can't be read to its end. */
export function readSedScript(text: string): readonly SedAct[] | undefined {
  const cursor: Cursor = { text, at: 0 };
  const acts: SedAct[] = [];
  let depth = 0;
  for (;;) {
    skip(cursor, /[\s;]/);
    if (cursor.at >= text.length) return depth === 0 ? acts : undefined;
    if (!readAddresses(cursor)) return undefined;
    const name = take(cursor);
    // No sed has such a command: it stops here, with the files of `w` already open. A number that isn't known may be negative.
    if (name === "-") return acts;
    if (name === "{") depth++;
    else if (name === "}") {
      depth--;
      if (depth < 0 || !readEnd(cursor)) return undefined;
    } else {
      const done = readCommand(name, cursor);
      if (!done) return undefined;
      acts.push(...done);
    }
  }
}

const NONE: readonly SedAct[] = [];

function readCommand(name: string, cursor: Cursor): readonly SedAct[] | undefined {
  if (name !== "" && "=dDFgGhHnNpPxz".includes(name)) return readEnd(cursor) ? NONE : undefined;
  switch (name) {
    case "#":
      restOfLine(cursor);
      return NONE;
    case ":":
    case "b":
    case "t":
    case "T":
    case "v":
      return readLabel(cursor) ? NONE : undefined;
    case "a":
    case "i":
    case "c":
      return readText(cursor) ? NONE : undefined;
    case "l":
    case "L":
    case "q":
    case "Q":
      skip(cursor, /[ \t]/);
      skip(cursor, /\d/);
      return readEnd(cursor) ? NONE : undefined;
    case "r":
    case "R":
      return readFile("read", cursor);
    case "w":
    case "W":
      return readFile("write", cursor);
    case "e": {
      const line = restOfLine(cursor).trim();
      return [line === "" ? { kind: "run" } : { kind: "run", line }];
    }
    case "s":
      return readSubstitute(cursor);
    case "y": {
      const delimiter = take(cursor);
      return isDelimiter(delimiter) && readPart(cursor, delimiter, false) && readPart(cursor, delimiter, false) && readEnd(cursor)
        ? NONE
        : undefined;
    }
    default:
      return undefined;
  }
}

function readSubstitute(cursor: Cursor): readonly SedAct[] | undefined {
  const delimiter = take(cursor);
  if (!isDelimiter(delimiter) || !readPart(cursor, delimiter, true) || !readPart(cursor, delimiter, false)) return undefined;
  const acts: SedAct[] = [];
  for (;;) {
    const flag = peek(cursor);
    if (flag === "" || flag === "}" || flag === "#") return acts;
    cursor.at++;
    if (flag === "\n" || flag === ";") return acts;
    if (flag === "e") acts.push({ kind: "run" });
    else if (flag === "w") {
      const file = readFile("write", cursor);
      return file && [...acts, ...file];
    } else if (!/[gpiImM\d \t]/.test(flag)) return undefined;
  }
}

function readAddresses(cursor: Cursor): boolean {
  const first = readAddress(cursor, false);
  if (first === "broken") return false;
  skip(cursor, /\s/);
  if (first === "read" && peek(cursor) === ",") {
    cursor.at++;
    skip(cursor, /\s/);
    if (peek(cursor) === "-") return true;
    if (readAddress(cursor, true) !== "read") return false;
    skip(cursor, /\s/);
  }
  skip(cursor, /[!\s]/);
  return true;
}

function readAddress(cursor: Cursor, second: boolean): "read" | "none" | "broken" {
  const start = peek(cursor);
  if (start === "$") {
    cursor.at++;
    return "read";
  }
  if (/\d/.test(start) || (second && (start === "+" || start === "~"))) {
    cursor.at++;
    skip(cursor, /[\d~]/);
    return "read";
  }
  if (start !== "/" && start !== "\\") return "none";
  cursor.at++;
  const delimiter = start === "/" ? "/" : take(cursor);
  if (!isDelimiter(delimiter) || !readPart(cursor, delimiter, true)) return "broken";
  skip(cursor, /[IM]/);
  return "read";
}

/** Moves behind the next delimiter. An unescaped newline breaks a part off. */
function readPart(cursor: Cursor, delimiter: string, pattern: boolean): boolean {
  while (cursor.at < cursor.text.length) {
    const character = take(cursor);
    if (character === delimiter) return true;
    if (character === "\n") return false;
    if (character === "\\") cursor.at++;
    // With such a delimiter it isn't clear what the bracket means.
    else if (pattern && character === "[") {
      if ("[]^:.=".includes(delimiter) || !readBracket(cursor)) return false;
    }
  }
  return false;
}

/** Inside brackets a backslash is a character and `]` may come first. */
function readBracket(cursor: Cursor): boolean {
  if (peek(cursor) === "^") cursor.at++;
  if (peek(cursor) === "]") cursor.at++;
  while (cursor.at < cursor.text.length) {
    const character = take(cursor);
    if (character === "]") return true;
    if (character === "\n") return false;
    const named = character === "[" ? peek(cursor) : "";
    if (named !== "" && ":.=".includes(named)) {
      const end = cursor.text.indexOf(`${named}]`, cursor.at + 1);
      if (end < 0) return false;
      cursor.at = end + 2;
    }
  }
  return false;
}

function readFile(kind: "read" | "write", cursor: Cursor): readonly SedAct[] | undefined {
  const file = restOfLine(cursor).replace(/^\s+/, "");
  return file === "" ? undefined : [{ kind, file }];
}

/** Text of `a`, `i`, `c`: to the first newline that no backslash escapes. */
function readText(cursor: Cursor): boolean {
  skip(cursor, /[ \t]/);
  if (cursor.at >= cursor.text.length || peek(cursor) === "\n") return false;
  // Versions differ over blanks between the backslash and the newline.
  if (/^\\[ \t]+(\n|$)/.test(cursor.text.slice(cursor.at))) return false;
  while (cursor.at < cursor.text.length) {
    const character = take(cursor);
    if (character === "\n") return true;
    if (character === "\\") cursor.at++;
  }
  return true;
}

function readLabel(cursor: Cursor): boolean {
  skip(cursor, /[ \t]/);
  while (cursor.at < cursor.text.length && !/[\s;}]/.test(peek(cursor))) cursor.at++;
  return true;
}

function readEnd(cursor: Cursor): boolean {
  skip(cursor, /[ \t\r]/);
  const next = peek(cursor);
  if (next === "" || next === "}" || next === "#") return true;
  cursor.at++;
  return next === "\n" || next === ";";
}

function restOfLine(cursor: Cursor): string {
  const end = cursor.text.indexOf("\n", cursor.at);
  const line = cursor.text.slice(cursor.at, end < 0 ? undefined : end);
  cursor.at = end < 0 ? cursor.text.length : end + 1;
  return line;
}

/** Digits are left out, for they may stand for a number that isn't known. */
function isDelimiter(character: string): boolean {
  return character !== "" && !/[\n\\\d]/.test(character);
}

function peek(cursor: Cursor): string {
  return cursor.text.charAt(cursor.at);
}

function take(cursor: Cursor): string {
  return cursor.text.charAt(cursor.at++);
}

function skip(cursor: Cursor, what: RegExp): void {
  while (cursor.at < cursor.text.length && what.test(peek(cursor))) cursor.at++;
}
