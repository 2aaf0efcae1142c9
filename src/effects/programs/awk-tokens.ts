// The tokens of an awk program. Law: where it isn't certain whether `/` divides or begins a pattern, or what a character means, there are no tokens at all.

export type AwkToken =
  /** `value`: with its escapes resolved, absent where awks differ over one. */
  | { readonly kind: "string"; readonly value?: string }
  | { readonly kind: "number" | "regex" | "newline" }
  | { readonly kind: "name" | "mark"; readonly text: string };

/** Words after which an operand begins, so that `/` starts a pattern. */
const BEFORE_OPERAND = new Set([
  "print",
  "printf",
  "return",
  "in",
  "case",
  "do",
  "else",
  "delete",
  "exit",
  "BEGIN",
  "END",
  "BEGINFILE",
  "ENDFILE",
]);
/** Words that stand alone as values in some awks and take an operand in others. */
const UNCERTAIN = new Set(["length", "getline", "next", "nextfile", "break", "continue", "default"]);
const HEADERS = new Set(["if", "while", "for", "switch"]);
const MARKS = [
  "**=",
  "|&",
  ">>",
  "<=",
  ">=",
  "==",
  "!=",
  "&&",
  "||",
  "++",
  "--",
  "+=",
  "-=",
  "*=",
  "/=",
  "%=",
  "^=",
  "**",
  "!~",
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  ";",
  ",",
  "+",
  "-",
  "*",
  "/",
  "%",
  "^",
  "!",
  "<",
  ">",
  "|",
  "?",
  ":",
  "~",
  "$",
  "=",
] as const;

interface Lexer {
  readonly text: string;
  /** A slash between brackets belongs to the pattern. */
  readonly brackets: boolean;
  readonly tokens: AwkToken[];
  /** For each open parenthesis, whether it belongs to `if`, `while`, `for` or `switch`. */
  readonly headers: boolean[];
  /** The last parenthesis that was closed ended such a header. */
  afterHeader: boolean;
  at: number;
}

/** The tokens, or undefined where the text can't be read with certainty. `brackets`: they hide a slash in a pattern, as in most awks. */
export function awkTokens(text: string, brackets: boolean): readonly AwkToken[] | undefined {
  const lexer: Lexer = { text, brackets, tokens: [], headers: [], afterHeader: false, at: 0 };
  while (lexer.at < text.length) {
    if (!readToken(lexer)) return undefined;
  }
  return lexer.tokens;
}

function readToken(lexer: Lexer): boolean {
  const rest = lexer.text.slice(lexer.at, lexer.at + 2);
  const first = rest.charAt(0);
  if (/[ \t\r]/.test(first)) return skip(lexer, 1);
  if (rest === "\\\n") return skip(lexer, 2);
  if (first === "#") {
    const end = lexer.text.indexOf("\n", lexer.at);
    lexer.at = end < 0 ? lexer.text.length : end;
    return true;
  }
  if (first === "\n") return push(lexer, { kind: "newline" }, 1);
  if (first === '"') return readString(lexer);
  if (/[0-9]/.test(first) || /^\.[0-9]/.test(rest)) return readNumber(lexer);
  if (/[A-Za-z_]/.test(first)) return readName(lexer);
  if (first === "/") {
    const meaning = slash(lexer);
    if (meaning === "unclear") return false;
    if (meaning === "regex") return readRegex(lexer);
  }
  return readMark(lexer);
}

function skip(lexer: Lexer, count: number): boolean {
  lexer.at += count;
  return true;
}

function push(lexer: Lexer, token: AwkToken, length: number): boolean {
  lexer.tokens.push(token);
  return skip(lexer, length);
}

function readNumber(lexer: Lexer): boolean {
  const match = /^(0[xX][0-9a-fA-F]+|(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?)/.exec(lexer.text.slice(lexer.at, lexer.at + 400));
  return match ? push(lexer, { kind: "number" }, match[0].length) : false;
}

function readName(lexer: Lexer): boolean {
  const match = /^[A-Za-z_][A-Za-z0-9_]*/.exec(lexer.text.slice(lexer.at, lexer.at + 400));
  return match ? push(lexer, { kind: "name", text: match[0] }, match[0].length) : false;
}

function readMark(lexer: Lexer): boolean {
  const text = MARKS.find((mark) => lexer.text.startsWith(mark, lexer.at));
  // `@` loads code or calls by name, `::` qualifies names: neither is followed.
  if (text === undefined || lexer.text.startsWith("::", lexer.at)) return false;
  if (text === "(") {
    const before = lexer.tokens.at(-1);
    lexer.headers.push(before?.kind === "name" && HEADERS.has(before.text));
  }
  if (text === ")") lexer.afterHeader = lexer.headers.pop() ?? true;
  return push(lexer, { kind: "mark", text }, text.length);
}

function slash(lexer: Lexer): "divide" | "regex" | "unclear" {
  const before = lexer.tokens.at(-1);
  switch (before?.kind) {
    case undefined:
    case "newline":
      return "regex";
    case "string":
    case "number":
      return "divide";
    case "regex":
      return "unclear";
    case "name":
      if (BEFORE_OPERAND.has(before.text)) return "regex";
      return UNCERTAIN.has(before.text) ? "unclear" : "divide";
    case "mark":
      if (before.text === ")") return lexer.afterHeader ? "unclear" : "divide";
      if (before.text === "]") return "divide";
      return before.text === "++" || before.text === "--" || before.text === "$" ? "unclear" : "regex";
    default:
      return before satisfies never;
  }
}

function readRegex(lexer: Lexer): boolean {
  const { text } = lexer;
  for (let at = lexer.at + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\n") return false;
    if (character === "/") return push(lexer, { kind: "regex" }, at + 1 - lexer.at);
    if (character === "\\") at++;
    else if (character === "[" && lexer.brackets) {
      const end = bracketEnd(text, at);
      if (end === undefined) return false;
      at = end;
    }
  }
  return false;
}

/** Where a bracket expression ends; undefined for one that doesn't end on its line. */
function bracketEnd(text: string, start: number): number | undefined {
  const match = /\[\^?\]?(?:\[:\w+:\]|\\[^\n]|[^\]\\\n[]|\[(?![:.=]))*\]/y;
  match.lastIndex = start;
  const found = match.exec(text);
  return found ? start + found[0].length - 1 : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};

function readString(lexer: Lexer): boolean {
  const { text } = lexer;
  let value: string | undefined = "";
  for (let at = lexer.at + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\n") return false;
    if (character === '"') return push(lexer, value === undefined ? { kind: "string" } : { kind: "string", value }, at + 1 - lexer.at);
    if (character !== "\\") {
      value = value === undefined ? undefined : value + character;
      continue;
    }
    at++;
    const escaped: string | undefined = ESCAPES[text.charAt(at)];
    value = value === undefined || escaped === undefined ? undefined : value + escaped;
  }
  return false;
}
