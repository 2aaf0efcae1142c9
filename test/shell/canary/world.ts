// Runs scripts in the real bash, in a scratch folder where the only programs are canaries that note how they were
// called, and says which of that the facts don't account for.

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandFact, Piece, RedirectFact, ShellFact, WordFact } from "../../../src/shell/facts.ts";

/** A canary's own words: its name, folder, watched variables and arguments. */
interface Call {
  readonly name: string;
  readonly folder: string;
  readonly variables: readonly (string | undefined)[];
  readonly args: readonly string[];
}

export interface Ran {
  /** Where the script ran. */
  readonly folder: string;
  readonly calls: readonly Call[];
  /** Files that are there afterwards, relative to the folder that the script ran in. */
  readonly files: readonly string[];
  readonly errors: string;
}

export interface World {
  run(script: string): Ran;
  /** Removes the scratch folder. */
  end(): void;
}

const WATCHED = ["x", "y", "A", "n"] as const;
const UNSET = "\u0001";
const CANARY = `#!/bin/sh
{ printf '%s\\0' "\${0##*/}" "$(pwd)" ${WATCHED.map((name) => `"\${${name}-${UNSET}}"`).join(" ")} "$@"; } > "$CANARY_LOG/$$.\${0##*/}" 2>/dev/null
`;

export function startWorld(): World {
  const home = mkdtempSync(join(tmpdir(), "canary-"));
  chmodSync(home, 0o777);
  const bin = join(home, "bin");
  mkdirSync(bin);
  for (let index = 0; index < 10; index += 1) writeFileSync(join(bin, `zq${index}`), CANARY, { mode: 0o755 });
  symlinkSync("/bin/cat", join(bin, "cat"));
  const nobody = process.getuid?.() === 0 ? tool("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") : [];
  // Who is root in a namespace alone can't become anybody else there, and needn't.
  const guard = nobody[0] !== undefined && spawnSync(nobody[0], [...nobody.slice(1), "true"]).status === 0 ? nobody : [];
  const prefix = [
    ...tool("timeout", "-s", "KILL", "2"),
    ...guard,
    ...tool("prlimit", "--nproc=400", "--fsize=1000000", "--cpu=2"),
    ...tool("bash"),
  ];
  let runs = 0;
  return {
    end: () => removed(home),
    run: (script) => {
      // Folders of its own: a job in the background may outlive its script.
      runs += 1;
      const work = join(home, `w${runs}`);
      const log = join(home, `log${runs}`);
      for (const folder of [work, log, join(work, "d1"), join(work, "d2")]) {
        mkdirSync(folder);
        chmodSync(folder, 0o777);
      }
      const [program = "", ...args] = [...prefix, "-c", "--", script];
      const env = { PATH: bin, CANARY_LOG: log, FUNCNEST: "20", HOME: "/root/none" };
      const result = spawnSync(program, args, { cwd: work, env, timeout: 6_000, input: "", maxBuffer: 1 << 22 });
      if (result.error && result.pid === 0) throw result.error;
      const ran = {
        folder: work,
        calls: readdirSync(log).map((file) => readCall(join(log, file))),
        files: filesIn(work, ""),
        errors: String(result.stderr),
      };
      for (const folder of [work, log]) removed(folder);
      return ran;
    },
  };
}

/** A job in the background may still write there; then it stays. */
function removed(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Below the system's temporary folder.
  }
}

/** The program with its first arguments, by its full path since the scripts' PATH holds nothing; none where it is missing. */
function tool(name: string, ...args: readonly string[]): readonly string[] {
  const path = ["/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin"].map((folder) => join(folder, name)).find(existsSync);
  return path === undefined ? [] : [path, ...args];
}

function readCall(path: string): Call {
  const [name = "", folder = "", ...rest] = readFileSync(path, "utf8").split("\0").slice(0, -1);
  const variables = rest.slice(0, WATCHED.length).map((value) => (value === UNSET ? undefined : value));
  return { name, folder, variables, args: rest.slice(WATCHED.length) };
}

function filesIn(root: string, below: string): readonly string[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? filesIn(root, path) : [path];
  });
}

/** What ran or was opened without a fact that says so. */
export function unaccounted(facts: readonly ShellFact[], ran: Ran): readonly string[] {
  if (facts.some((fact) => fact.kind === "opaque")) return [];
  const commands = facts.filter((fact) => fact.kind === "command");
  // What a sourced file does isn't for the facts to say.
  if (commands.some((fact) => /^(\.|source)$/.test(fact.argv[0]?.place.text ?? ""))) return [];
  const redirects = facts.filter((fact) => fact.kind === "redirect" && fact.access !== "read");
  const calls = ran.calls.filter((call) => call.name !== "" && !commands.some((fact) => explains(fact, call)));
  const files = ran.files.filter((file) => !redirects.some((fact) => fact.kind === "redirect" && opens(fact, file)));
  return [
    ...calls.map((call) => `${call.name} in ${call.folder} ${JSON.stringify(call.args)} ${JSON.stringify(call.variables)}`),
    ...files.map((file) => `file ${JSON.stringify(file)}`),
  ];
}

function explains(fact: CommandFact, call: Call): boolean {
  const words = new RegExp(`^${fact.argv.map(pattern).join("")}$`, "s");
  if (!words.test([call.name, ...call.args].map((text) => `${text}\0`).join(""))) return false;
  if (fact.cwd.kind === "dirs" && !fact.cwd.dirs.includes(call.folder)) return false;
  return call.variables.every((value, index) => {
    if (value === undefined) return true;
    const given = fact.env.filter((assignment) => assignment.name === WATCHED[index]).at(-1);
    if (!given) return false;
    // Arrays and values that aren't known.
    return given.value === undefined || new RegExp(`^${given.value.pieces.map(piecePattern).join("")}$`, "s").test(value);
  });
}

/** A word as a pattern for what the program got, each word ended by NUL. */
function pattern(word: WordFact): string {
  const loose = word.pieces.filter((piece) => piece.kind === "glob" || (piece.kind === "unknown" && piece.splits));
  // A pattern takes its whole word along under `nullglob`.
  const vanishes =
    loose.some((piece) => piece.kind === "glob") || (loose.length > 0 && word.pieces.every((piece) => piece.kind === "unknown"));
  const body = `${word.pieces.map(piecePattern).join("")}\0`;
  return vanishes ? `(?:${body})?` : body;
}

function piecePattern(piece: Piece): string {
  switch (piece.kind) {
    case "text":
      return escaped(piece.text);
    case "choice":
      return `(?:${piece.values.map(escaped).join("|")})`;
    case "glob":
      return ".*";
    case "unknown":
      if (piece.splits) return ".*";
      // Numbers and paths may be missing where the command that should print them fails.
      return piece.form === "number" ? "(?:-?\\d+)?" : piece.form === "path" ? "(?:/[^\\0]*)?" : "[^\\0]*";
    default:
      return piece satisfies never;
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function opens(fact: RedirectFact, file: string): boolean {
  const path = fact.target.pieces.map(piecePattern).join("");
  return (
    new RegExp(`(?:^|/)(?:[./]*/)?${path.replace(/^(?:\\\.){0,2}\//, "")}$`, "s").test(`/${file}`) ||
    new RegExp(`${path}$`, "s").test(`/${file}`)
  );
}
