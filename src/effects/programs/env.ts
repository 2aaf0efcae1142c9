// `env` sets variables and runs a program; `sudo` and its kin do so as somebody else.

import type { AssignmentFact, WordFact } from "../../shell/facts.ts";
import { couldSplit, knownPrefix, literal, textWord } from "../../shell/word.ts";
import type { Call, Handler, RunHow } from "../call.ts";
import type { Effect } from "../effect.ts";
import { reliedVariables } from "../environment.ts";
import { assignmentIn, joinWords } from "./composed.ts";

interface Taken {
  readonly env: readonly AssignmentFact[];
  readonly rest: readonly WordFact[];
  /** A word that may be an assignment or the program. */
  readonly doubt: WordFact | undefined;
}

/** Assignments at the front of the operands. */
function takeAssignments(operands: readonly WordFact[]): Taken {
  const env: AssignmentFact[] = [];
  for (const [index, word] of operands.entries()) {
    const assignment = assignmentIn(word);
    if (assignment) {
      if (couldSplit(word)) return { env, rest: [], doubt: word };
      env.push({ ...assignment, place: word.place });
    } else {
      const doubt = literal(word) === undefined ? word : undefined;
      return { env, rest: operands.slice(index), doubt };
    }
  }
  return { env, rest: [], doubt: undefined };
}

/** The words that the entry doesn't explain, each opaque. */
export function complaints(call: Call): readonly Effect[] {
  return call.parse().unexplained.map(({ word, why }) => call.opaque(`${call.program}: ${why}`, word));
}

function given(call: Call, ...names: readonly string[]): readonly (WordFact | undefined)[] {
  return call
    .parse()
    .options.filter((option) => names.includes(option.name))
    .map((option) => option.value);
}

/** Runs what follows the assignments. `bare`: what the program does when nothing follows. */
function runAfter(
  call: Call,
  operands: readonly WordFact[],
  how: RunHow,
  bare: (env: readonly AssignmentFact[]) => readonly Effect[],
): readonly Effect[] {
  const { env, rest, doubt } = takeAssignments(operands);
  if (doubt) return [call.opaque(`${call.program}: which program runs is not known`, doubt)];
  if (rest.length === 0) return bare(env);
  return call.run(rest, { ...how, env: [...(how.env ?? []), ...env] });
}

const env: Handler = (call) => {
  const { operands } = call.parse();
  const [split] = given(call, "-S", "--split-string");
  const [chdir] = given(call, "-C", "--chdir");
  const clears = literal(operands[0]) === "-";
  const cleared = clears ? operands.slice(1) : operands;
  const how: RunHow = { ...(chdir ? { cwd: call.folder(chdir) } : {}), env: takenOut(call, clears) };
  const words = split ? splitString(split) : [];
  if (!words) return [call.opaque("env -S: the string can't be split for certain", split)];
  if (split && given(call, "-S", "--split-string").length > 1) return [call.opaque("env -S more than once")];
  return [...complaints(call), ...runAfter(call, [...words, ...cleared], how, () => [])];
};

/** Variables that the program would miss. */
function takenOut(call: Call, clears: boolean): readonly AssignmentFact[] {
  const all = clears || call.parse().options.some(({ name }) => name === "-i" || name === "--ignore-environment");
  const named = given(call, "-u", "--unset").map(literal);
  return reliedVariables()
    .filter((name) => all || named.some((one) => one === name || one === undefined))
    .map((name) => ({ name, value: textWord("", call.fact.place), place: call.fact.place }));
}

/** Only strings that every version of env splits alike; an option in it would be read again. */
function splitString(word: WordFact): readonly WordFact[] | undefined {
  const text = literal(word);
  if (text === undefined || /["'\\$#]/.test(text)) return undefined;
  const parts = text.split(/[ \t]+/).filter((part) => part !== "");
  return parts[0]?.startsWith("-") ? undefined : parts.map((part) => textWord(part, word.place));
}

/** `sudo`, `doas`: another user, then the same program. */
const sudo: Handler = (call) => {
  const parsed = call.parse();
  const names = parsed.options.map((option) => option.name);
  const asks = names.some((name) =>
    /^(-l|--list|-v|--validate|-k|--reset-timestamp|-K|--remove-timestamp|-V|--version|-h|--help)$/.test(name),
  );
  if (asks && parsed.operands.length === 0) return complaints(call);
  const system = call.effect({ kind: "system", why: `${call.program} acts as another user` });
  if (names.includes("-e") || names.includes("--edit")) return [system, ...parsed.operands.flatMap((word) => call.write(word))];
  const [folder] = given(call, "-D", "--chdir");
  const moved = names.includes("-R") || names.includes("--chroot") || names.includes("-i") || names.includes("--login");
  const how: RunHow = moved ? { cwd: { kind: "unknown", why: "another folder" } } : folder ? { cwd: call.folder(folder) } : {};
  return [system, ...complaints(call), ...runAfter(call, parsed.operands, how, () => [call.opaque(`${call.program} starts a shell`)])];
};

/** `su`, `runuser`, `pkexec`: the command is a text for a shell, or follows. */
const su: Handler = (call) => {
  const parsed = call.parse();
  const system = call.effect({ kind: "system", why: `${call.program} acts as another user` });
  const texts = given(call, "-c", "--command", "--session-command").filter((word) => word !== undefined);
  const user = given(call, "-u", "--user").length > 0 || call.program === "pkexec";
  const inner =
    texts.length > 0
      ? texts.flatMap((text) => call.script(text))
      : user
        ? call.run(parsed.operands)
        : [call.opaque(`${call.program} starts a shell`)];
  return [system, ...complaints(call), ...inner];
};

/** `watch` hands its words to a shell, or runs them as they are. */
const watch: Handler = (call) => {
  const parsed = call.parse();
  if (parsed.options.some((option) => /^(-h|--help|-v|--version)$/.test(option.name))) return [];
  const exec = parsed.options.some((option) => option.name === "-x" || option.name === "--exec");
  const inner = exec ? call.run(parsed.operands) : call.script(joinWords(parsed.operands, call.fact.place));
  return [...complaints(call), ...inner];
};

/** `flock FILE COMMAND...`, `flock FILE -c TEXT`, `flock NUMBER`. The file is made where it is missing. */
const flock: Handler = (call) => {
  const parsed = call.parse();
  const [lock, next, ...more] = parsed.operands;
  if (!lock) return complaints(call);
  const file = knownPrefix(lock) !== "" && /^\d+$/.test(literal(lock) ?? "") && !next ? [] : call.write(lock);
  if (!next) return [...complaints(call), ...file];
  const mark = literal(next);
  const inner = mark === "-c" || mark === "--command" ? more.flatMap((text) => call.script(text)) : call.run([next, ...more]);
  return [...complaints(call), ...file, ...inner];
};

/** `script` writes what a command prints; without one it starts a shell. */
const script: Handler = (call) => {
  const parsed = call.parse();
  const texts = given(call, "-c", "--command");
  const [file, ...command] = parsed.operands;
  const logs = parsed.options
    .filter((option) => /^(-[IOBT]|--log-\w+)$/.test(option.name))
    .flatMap((option) => (option.value ? call.write(option.value) : []));
  const typescript = file ? call.write(file) : logs.length > 0 ? [] : call.write(textWord("typescript", call.fact.place));
  const inner =
    command.length > 0
      ? call.run(command)
      : texts.length > 0
        ? texts.flatMap((text) => (text ? call.script(text) : []))
        : [call.opaque("script starts a shell")];
  return [...complaints(call), ...logs, ...typescript, ...inner];
};

export const launchHandlers: Readonly<Record<string, Handler>> = { env, sudo, su, watch, flock, script };
