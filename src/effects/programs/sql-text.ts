// What a text for the sqlite3 shell does. Law: only statements and dot commands that are known to look are harmless.

export type SqlAct =
  /** Changes the open database; `empties`: rows or tables are lost. */
  { readonly kind: "change"; readonly empties: boolean } | { readonly kind: "unknown"; readonly why: string };

const LOOKING = new Set(["select", "values", "explain", "with", "pragma"]);
const EMPTYING = new Set(["drop", "delete"]);
const CHANGING = new Set(["insert", "update", "replace", "create", "alter", "vacuum", "reindex", "analyze"]);
/** Functions that run programs, load code or open other files. */
const REACHING = new Set([
  "load_extension",
  "writefile",
  "readfile",
  "edit",
  "fts3_tokenizer",
  "fsdir",
  "zipfile",
  "sqlar_compress",
  "attach",
  "detach",
]);
const ASKING_PRAGMAS = new Set([
  "table_info",
  "table_xinfo",
  "table_list",
  "index_list",
  "index_info",
  "index_xinfo",
  "foreign_key_list",
  "foreign_key_check",
  "database_list",
  "collation_list",
  "function_list",
  "module_list",
  "pragma_list",
  "compile_options",
  "integrity_check",
  "quick_check",
]);
const PLAIN_PRAGMAS = new Set([
  "user_version",
  "schema_version",
  "application_id",
  "page_count",
  "page_size",
  "freelist_count",
  "encoding",
  "journal_mode",
  "foreign_keys",
  "cache_size",
  "auto_vacuum",
  "data_version",
  "synchronous",
  "journal_size_limit",
  "max_page_count",
  "busy_timeout",
  "mmap_size",
]);
const DOT_COMMANDS = new Set([
  ".tables",
  ".schema",
  ".headers",
  ".header",
  ".mode",
  ".databases",
  ".indexes",
  ".indices",
  ".dump",
  ".width",
  ".show",
  ".help",
  ".echo",
  ".fullschema",
  ".nullvalue",
  ".separator",
  ".timer",
  ".stats",
  ".changes",
  ".bail",
  ".eqp",
  ".explain",
  ".print",
  ".quit",
  ".exit",
  ".dbinfo",
  ".dbconfig",
  ".timeout",
  ".version",
  ".vfsinfo",
  ".vfslist",
  ".vfsname",
  ".limit",
  ".lint",
  ".sha3sum",
  ".prompt",
  ".crnl",
]);

/** The acts of statements and dot commands, one text. */
export function readSql(text: string): readonly SqlAct[] {
  const lines = text.split("\n");
  // The shell knows `.` only at the start of a line, but a lone `/` or `go` may have ended the statement before it.
  const dots = lines.filter((line) => line.startsWith(".")).flatMap(dotActs);
  const rest = lines.filter((line) => !line.startsWith(".") && !line.startsWith("#")).join("\n");
  const statements = tokens(rest);
  return statements ? [...dots, ...statements.flatMap(statementActs)] : [...dots, unknown("the SQL can't be read")];
}

function dotActs(line: string): readonly SqlAct[] {
  const [name = ""] = line.trim().split(/\s+/);
  return DOT_COMMANDS.has(name) ? [] : [unknown(`sqlite3 ${name} is not known to be harmless`)];
}

function statementActs(words: readonly string[]): readonly SqlAct[] {
  const first = words[0];
  if (first === undefined) return [];
  const reaching = words.find((word) => REACHING.has(word));
  if (reaching !== undefined) return [unknown(`${reaching} reaches outside the database`)];
  if (EMPTYING.has(first)) return [{ kind: "change", empties: true }];
  if (CHANGING.has(first)) return [{ kind: "change", empties: false }];
  // A pragma acts while it is read, so explaining it makes no difference.
  const pragma = first === "explain" || first === "pragma" ? words.indexOf("pragma") : -1;
  if (pragma >= 0) return pragmaActs(words.slice(pragma));
  if (!LOOKING.has(first)) return [unknown(`the statement ${first} is not known`)];
  if (first === "with") {
    if (words.includes("delete")) return [{ kind: "change", empties: true }];
    if (words.some((word) => word === "insert" || word === "update" || word === "replace")) return [{ kind: "change", empties: false }];
  }
  return [];
}

function pragmaActs(words: readonly string[]): readonly SqlAct[] {
  const name = words[2] === "." ? words[3] : words[1];
  const after = words.slice(words[2] === "." ? 4 : 2);
  if (name !== undefined && ASKING_PRAGMAS.has(name) && !after.includes("=")) return [];
  if (name !== undefined && PLAIN_PRAGMAS.has(name) && after.length === 0) return [];
  return [{ kind: "change", empties: false }];
}

/** The statements as lower-case words and marks; undefined for a text that ends inside a string or a comment. */
function tokens(text: string): readonly (readonly string[])[] | undefined {
  const pattern =
    /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|[0-9][\w.]*|[^'"`]/gy;
  const statements: string[][] = [[]];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) return undefined;
    const token = match[0];
    if (token === ";") statements.push([]);
    else if (token.startsWith("/*") && !token.endsWith("*/")) return undefined;
    else if (!/^(\s|--|\/\*)/.test(token)) statements.at(-1)?.push(unquoted(token));
  }
  return statements;
}

/** A quoted name counts as its name; a string literal as nothing that could be a word. */
function unquoted(token: string): string {
  if (token.startsWith("'")) return "''";
  return /^["`[]/.test(token) && token.length > 1 ? token.slice(1, -1).toLowerCase() : token.toLowerCase();
}

function unknown(why: string): SqlAct {
  return { kind: "unknown", why };
}
