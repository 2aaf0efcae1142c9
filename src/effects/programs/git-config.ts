// Git's configuration language, and which of its settings make a mere look at a repository run a program.
// Law: parsing is total. What git itself would refuse is reported as broken, and broken counts as unsafe.

/** One setting. `section` and `name` are lower case, as git compares them; `value` is undefined for a bare name, which means true. */
export interface ConfigLine {
  readonly section: string;
  readonly subsection: string | undefined;
  readonly name: string;
  readonly value: string | undefined;
  /** Counted from 1. */
  readonly line: number;
}

export interface ParsedConfig {
  readonly lines: readonly ConfigLine[];
  /** The first line that git would refuse. */
  readonly broken: number | undefined;
}

interface Cursor {
  readonly text: string;
  at: number;
  line: number;
}

/** Each command of git asks for the same few files, so what these texts say is kept. */
const KEPT = 8;
const kept = new Map<string, ParsedConfig>();

/** Reads a configuration file. Never throws. */
export function parseGitConfig(source: string): ParsedConfig {
  const known = kept.get(source);
  if (known) return known;
  const parsed = parse(source);
  const [oldest] = kept.keys();
  if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(source, parsed);
  return parsed;
}

function parse(source: string): ParsedConfig {
  const cursor: Cursor = { text: source.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n"), at: 0, line: 1 };
  const lines: ConfigLine[] = [];
  let head: Pick<ConfigLine, "section" | "subsection"> | undefined;
  while (cursor.at < cursor.text.length) {
    const char = cursor.text.charAt(cursor.at);
    if (/\s/.test(char)) step(cursor);
    else if (char === "#" || char === ";") skipLine(cursor);
    else if (char === "[") {
      head = readHead(cursor);
      if (!head) return { lines, broken: cursor.line };
    } else {
      const line = head && readSetting(cursor, head);
      if (!line) return { lines, broken: cursor.line };
      lines.push(line);
    }
  }
  return { lines, broken: undefined };
}

function step(cursor: Cursor): string {
  const char = cursor.text.charAt(cursor.at);
  cursor.at += 1;
  if (char === "\n") cursor.line += 1;
  return char;
}

function skipLine(cursor: Cursor): void {
  while (cursor.at < cursor.text.length && cursor.text.charAt(cursor.at) !== "\n") cursor.at += 1;
}

/** `[section]`, `[section "Sub"]`, or the old `[section.sub]`. */
function readHead(cursor: Cursor): Pick<ConfigLine, "section" | "subsection"> | undefined {
  const plain = matchAt(cursor, /\[([-.A-Za-z0-9]+)\]/y);
  if (plain) {
    const name = (plain[1] ?? "").toLowerCase();
    const dot = name.indexOf(".");
    return dot < 0 ? { section: name, subsection: undefined } : { section: name.slice(0, dot), subsection: name.slice(dot + 1) };
  }
  const quoted = matchAt(cursor, /\[([-.A-Za-z0-9]+)[ \t]+"((?:[^"\\\n]|\\[^\n])*)"\]/y);
  if (!quoted) return undefined;
  return { section: (quoted[1] ?? "").toLowerCase(), subsection: (quoted[2] ?? "").replace(/\\(.)/g, "$1") };
}

function matchAt(cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text);
  if (!found) return undefined;
  cursor.at += found[0].length;
  return found;
}

function readSetting(cursor: Cursor, head: Pick<ConfigLine, "section" | "subsection">): ConfigLine | undefined {
  const line = cursor.line;
  const name = matchAt(cursor, /([A-Za-z][-A-Za-z0-9]*)[ \t]*/y)?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  const next = cursor.text.charAt(cursor.at);
  if (next === "" || next === "\n") return { ...head, name, value: undefined, line };
  if (next !== "=") return undefined;
  cursor.at += 1;
  const value = readValue(cursor);
  return value === undefined ? undefined : { ...head, name, value, line };
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b", "\\": "\\", '"': '"' };

/** Undefined where git would refuse: an unclosed quote or an unknown escape. */
function readValue(cursor: Cursor): string | undefined {
  let value = "";
  // White space at the end is dropped, so what was read counts up to its last other character.
  let kept = 0;
  let quoted = false;
  for (;;) {
    const char = step(cursor);
    if (char === "" || char === "\n") return quoted ? undefined : value.slice(0, kept);
    if (quoted || !/[\s#;]/.test(char)) {
      if (char === '"') quoted = !quoted;
      else {
        const text = char === "\\" ? readEscape(cursor) : char;
        if (text === undefined) return undefined;
        value += text;
      }
      kept = value.length;
    } else if (char === "#" || char === ";") skipLine(cursor);
    else if (value !== "") value += char;
  }
}

/** A backslash at the end of a line continues it. */
function readEscape(cursor: Cursor): string | undefined {
  const escaped = step(cursor);
  return escaped === "\n" ? "" : ESCAPES[escaped];
}

/** What the command is about to do: it decides which settings matter. */
export interface ConfigUse {
  readonly subcommand: string;
  /** It talks to a remote. */
  readonly network: boolean;
}

const BOOLEAN = /^(|true|false|yes|no|on|off|[01])$/i;
const PLAIN_PAGER = /^(cat|more|delta|less( -[A-NP-Za-np-z]+)*)$/;
const LFS_FILTER = /^git-lfs (clean|smudge|filter-process)( --skip)?( -- %f)?$/;
const PLAIN_HELPER = /^(store|cache|osxkeychain|manager|manager-core|libsecret|wincred)?$/;

/** The settings that name a program which the command would run. `include` lines are the caller's business. */
export function unsafeGitConfig(lines: readonly ConfigLine[], use: ConfigUse): readonly ConfigLine[] {
  // A partial clone fetches what it misses in the middle of a read.
  const lazy = lines.some((line) => keyOf(line) === "extensions.partialclone" || keyOf(line) === "remote.*.promisor");
  const effective = lazy ? { ...use, network: true } : use;
  return lines.filter((line) => runsProgram(line, effective));
}

/** `section.name`, or `section.*.name` where there is a subsection. */
function keyOf(line: ConfigLine): string {
  return line.subsection === undefined ? `${line.section}.${line.name}` : `${line.section}.*.${line.name}`;
}

/** The setting as git writes it. */
export function shownKey(line: ConfigLine): string {
  return line.subsection === undefined ? `${line.section}.${line.name}` : `${line.section}.${line.subsection}.${line.name}`;
}

function runsProgram(line: ConfigLine, use: ConfigUse): boolean {
  const value = (line.value ?? "true").trim();
  switch (keyOf(line)) {
    case "core.fsmonitor":
      return !BOOLEAN.test(value);
    case "core.pager":
      return value !== "" && !PLAIN_PAGER.test(value);
    case "diff.external":
    case "diff.*.command":
    case "diff.*.textconv":
    case "gpg.program":
    case "gpg.*.program":
    case "lfs.standalonetransferagent":
    case "lfs.*.clean":
    case "lfs.*.smudge":
    case "lfs.*.path":
      return value !== "";
    case "filter.*.clean":
    case "filter.*.smudge":
    case "filter.*.process":
      return value !== "" && !(line.subsection === "lfs" && LFS_FILTER.test(value));
    case "log.diffmerges":
      return value === "r" || value === "remerge";
    case "tar.*.command":
      return use.subcommand === "archive";
    case "man.*.cmd":
    case "man.*.path":
    case "browser.*.cmd":
    case "browser.*.path":
    case "help.browser":
    case "help.format":
      return use.subcommand === "help";
    case "core.sshcommand":
    case "core.gitproxy":
    case "core.askpass":
    case "core.alternaterefscommand":
    case "remote.*.uploadpack":
    case "remote.*.receivepack":
    case "remote.*.vcs":
      return use.network && value !== "";
    case "credential.helper":
    case "credential.*.helper":
      return use.network && !PLAIN_HELPER.test(value);
    case "remote.*.url":
    case "remote.*.pushurl":
      return use.network && value.includes("::");
    case "url.*.insteadof":
      return use.network && (line.subsection ?? "").includes("::");
    default:
      return line.section === "pager" && !BOOLEAN.test(value) && !PLAIN_PAGER.test(value);
  }
}

/** Splits the value of an alias as git does; undefined for an unclosed quote. */
export function splitAlias(value: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < value.length; at += 1) {
    const char = value.charAt(at);
    if (quote === "" && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === quote) quote = "";
    else if (quote === "" && (char === "'" || char === '"')) {
      quote = char;
      word ??= "";
    } else if (char === "\\" && quote !== "'") {
      at += 1;
      word = (word ?? "") + value.charAt(at);
    } else word = (word ?? "") + char;
  }
  if (quote !== "") return undefined;
  return word === undefined ? words : [...words, word];
}
