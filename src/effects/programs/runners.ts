// Programs that start another program by name: npx, uv run, bundle exec, cross-env and their like.

import type { WordFact } from "../../shell/facts.ts";
import { literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { firstOperand, isInstalled, isLocalTool, programOf, runLocal } from "./local-tools.ts";

const NPX_VALUES = new Set([
  "-p",
  "--package",
  "-c",
  "--call",
  "-w",
  "--workspace",
  "--cache",
  "--registry",
  "--loglevel",
  "--userconfig",
  "-C",
  "--dir",
  "--filter",
  "-F",
  "--cwd",
]);
const NEW_PACKAGE = { kind: "install", what: "new" } as const;

function unknownProgram(call: Call, word: WordFact | undefined): readonly Effect[] {
  return [call.opaque("which program runs is not known", word)];
}

/** `npx TOOL`, `npm exec`, `pnpm exec`, `bunx`: the project's own copy, or a download when it has none. */
const npx: Handler = (call) => {
  const at = firstOperand(call.args, (option) => NPX_VALUES.has(option));
  if (at === undefined) return unknownProgram(call, call.args[0]);
  const options = call.args.slice(0, at).map((word) => literal(word) ?? "");
  if (at >= call.args.length) return npxWithoutTool(call, options);
  const named = options.some((option) => /^(-p|--package)(=|$)/.test(option));
  const word = call.args[at];
  const rest = call.args.slice(at + 1);
  const text = literal(word);
  if (!word || text === undefined) return unknownProgram(call, word);
  const fetched = named ? [call.effect(NEW_PACKAGE, word)] : [];
  if (/^[./~]|[:/].*[:/]|:/.test(text))
    return [
      ...fetched,
      call.effect({ kind: "execute", what: "project", why: `${text} is a program of the project` }, word),
      ...address(call, text, word),
    ];
  const { program, versioned } = programOf(text);
  if (versioned) fetched.push(call.effect(NEW_PACKAGE, word));
  if (isLocalTool(program)) return [...fetched, ...runLocal(call, program, word, rest)];
  return [...fetched, ...unknownTool(call, program, word)];
};

function npxWithoutTool(call: Call, options: readonly string[]): readonly Effect[] {
  const index = options.findIndex((option) => /^(-c|--call)(=|$)/.test(option));
  if (index >= 0) {
    const inline = options[index]?.includes("=") ? options[index]?.slice(options[index]?.indexOf("=") + 1) : undefined;
    const word = call.args[index];
    const text = inline !== undefined && word ? textWord(inline, word.place) : call.args[index + 1];
    const runs = call.effect({ kind: "execute", what: "installed", why: "npx runs a shell text" }, text);
    return text ? [runs, ...call.script(text)] : [runs];
  }
  const harmless = options.length > 0 && options.every((option) => ["--version", "-v", "--help", "-h"].includes(option));
  return harmless ? [] : [call.effect({ kind: "execute", what: "installed", why: "npx starts a shell" })];
}

/** `npx github:owner/repo` and the like download code. */
function address(call: Call, text: string, word: WordFact): readonly Effect[] {
  return /^[./~]/.test(text) ? [] : [call.effect(NEW_PACKAGE, word)];
}

function unknownTool(call: Call, program: string, word: WordFact): readonly Effect[] {
  if (isInstalled(call, program))
    return [call.effect({ kind: "execute", what: "project", why: `${program} is a program of the project` }, word)];
  const runs = call.effect({ kind: "execute", what: "installed", why: `the program ${program} is not known` }, word);
  return [runs, call.effect({ kind: "network", direction: "fetch", peer: "elsewhere" }, word), call.effect(NEW_PACKAGE, word)];
}

/** `pnpm dlx`, `uvx`, `pipx run`: always a download of the newest version. */
const downloadRun: Handler = (call) => {
  const at = firstOperand(
    call.args,
    (option) =>
      ["--from", "--with", "-p", "--python", "--package", "--spec", "--index", "-w", "--version"].includes(option) && call.args.length > 1,
  );
  if (at === undefined) return unknownProgram(call, call.args[0]);
  const word = call.args[at];
  const text = literal(word);
  if (!word) return onlyTells(call) ? [] : unknownProgram(call, call.args[0]);
  const fetched = [
    call.effect(NEW_PACKAGE, word),
    call.effect({ kind: "execute", what: "installed", why: "the newest version of a package runs" }, word),
  ];
  if (text === undefined) return [...fetched, ...unknownProgram(call, word)];
  const { program } = programOf(text);
  return isLocalTool(program) ? [...fetched, ...runLocal(call, program, word, call.args.slice(at + 1))] : fetched;
};

/** `uvx --from PACKAGE` without a command fetches the package to say what it holds. */
function onlyTells(call: Call): boolean {
  const [word, ...rest] = call.args;
  return rest.length === 0 && ["--version", "-V", "--help", "-h"].includes(literal(word) ?? "--help");
}

const RUN_VALUES = new Set(
  (
    "--with --with-editable --with-requirements -p --python --package --extra --group --no-group --only-group --env-file --index --index-url --directory --project " +
    "-m --module -e --env -n --name --prefix -E --env-name --only --without --gemfile --no-extra --default-index --find-links -C --color --config-file --cache-dir --refresh-package --upgrade-package --reinstall-package --working-dir --cwd --shell --ruby"
  ).split(" "),
);

/** `uv run`, `poetry run`, `bundle exec`: a program in the project's environment. */
const toolRun: Handler = (call) => {
  const module = call.args.findIndex((word) => ["-m", "--module"].includes(literal(word) ?? ""));
  const at = firstOperand(call.args, (option) => RUN_VALUES.has(option));
  if (at === undefined) return unknownProgram(call, call.args[0]);
  if (module >= 0 && module < at)
    return call.run([textWord("python", call.args[module]?.place ?? call.fact.place), ...call.args.slice(module)]);
  const adds = call.args.slice(0, at).some((word) => (literal(word) ?? "").startsWith("--with"));
  const fetched = adds ? [call.effect(NEW_PACKAGE)] : [];
  const word = call.args[at];
  const text = literal(word);
  if (!word) return [...fetched, call.effect({ kind: "execute", what: "project", why: `${call.program} starts a shell of the project` })];
  if (text === undefined) return [...fetched, ...unknownProgram(call, word)];
  const rest = call.args.slice(at + 1);
  if (/\.py$/.test(text) || text === "-") return [...fetched, ...call.run([textWord("python", word.place), word, ...rest])];
  if (text.includes("/")) return [...fetched, ...call.run([word, ...rest])];
  return [...fetched, ...runLocal(call, text, word, rest)];
};

/** `nyc TOOL`, `cross-env A=1 TOOL`: the tool with something around it. */
const wrappedTool: Handler = (call) => {
  const reports = call.program === "nyc" || call.program === "c8";
  if (reports && ["report", "check-coverage", "merge", "instrument"].includes(literal(call.args[0]) ?? "")) {
    return [call.effect({ kind: "execute", what: "check", why: "reports the coverage" })];
  }
  const values = new Set([
    "-e",
    "-f",
    "-r",
    "--reporter",
    "--require",
    "-x",
    "--exclude",
    "-n",
    "--include",
    "-c",
    "-o",
    "-p",
    "-v",
    "--file",
    "--environments",
    "-t",
    "--temp-directory",
    "--report-dir",
    "--check-coverage",
  ]);
  const start = firstOperand(call.args, (option) => values.has(option));
  if (start === undefined) return unknownProgram(call, call.args[0]);
  let at = start;
  while (/^[A-Za-z_]\w*=/.test(literal(call.args[at]) ?? "")) at += 1;
  const word = call.args[at];
  const text = literal(word);
  if (!word) return [];
  if (text === undefined) return unknownProgram(call, word);
  const assigned =
    at > start ? [call.effect({ kind: "execute", what: "installed", why: "variables are set for the program" }, call.args[start])] : [];
  const inner = text.includes(" ") ? call.script(word) : runLocal(call, text, word, call.args.slice(at + 1));
  return [...assigned, ...inner, call.effect({ kind: "execute", what: "check", why: `${call.program} is a program of the project` }, word)];
};

/** `tsx FILE`, `nodemon FILE`: a script of the project. */
const scriptRunner: Handler = (call) => {
  const texts = call.args.map((word) => literal(word) ?? "");
  // pm2 makes its folder below the home folder whatever it is asked.
  if (texts.length === 1 && ["--version", "-v", "-V", "--help", "-h"].includes(texts[0] ?? "") && call.program !== "pm2") return [];
  if (texts[0] === "--test" || texts[0] === "test")
    return [call.effect({ kind: "execute", what: "check", why: "runs tests" }, call.args[0])];
  const inline = texts.findIndex((text) => ["-e", "--eval", "-p", "--print", "-pe", "--exec", "-x"].includes(text));
  if (inline >= 0) {
    // The text may be code of the language or a shell command; both are looked at.
    const code = call.args[inline + 1];
    return [
      call.effect({ kind: "execute", what: "inline", why: `${call.program} runs code that is given to it` }, code),
      ...(code && /exec|^-x$/.test(texts[inline] ?? "") ? call.script(code) : []),
    ];
  }
  return [call.effect({ kind: "execute", what: "project", why: `${call.program} runs code of the project` }, call.args[0])];
};

export const runnerHandlers: Readonly<Record<string, Handler>> = {
  npx,
  "download-run": downloadRun,
  "tool-run": toolRun,
  "wrapped-tool": wrappedTool,
  "script-runner": scriptRunner,
};
