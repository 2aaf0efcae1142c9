// Patches: which files they change. Law: a patch that can be read changes the files that its lines name, however many leading folders are left
// out; one that can't be read may change what steers pi and the repository.

import type { WordFact } from "../../shell/facts.ts";
import { literal } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { contentOf } from "../made.ts";
import { targetsOf } from "../paths.ts";
import { isWithin, marksOf, scopeOf } from "../scopes.ts";
import { steeringEffects } from "./placed.ts";
import { wordOf } from "./texts.ts";

const PATH_LIMIT = 2000;
/** Lines that name a file: of unified and context diffs, and of git's. */
const NAMING = /^\s*(?:---|\+\+\+|\*\*\*|Index:|rename (?:from|to)|copy (?:from|to)|diff --git) +(\S.*)$/gm;
/** What makes the names, or what is done to them, unreadable here: an encoded mail, escaped names, a patch that makes a link. */
const UNREADABLE =
  /^Content-Transfer-Encoding: *(?:base64|quoted-printable)|^(?:---|\+\+\+|rename|copy|diff --git) .*"[^"\n]*\\|^new (?:file )?mode 120000/im;

/** What patches change in a folder, beside plain files of the work. No files: the standard input is the patch. */
export function patchEffects(call: Call, files: readonly WordFact[], folder: WordFact = wordOf(".", call)): readonly Effect[] {
  const texts = files.length > 0 ? files.map((word) => textOfFile(call, word)) : [textOfInput(call)];
  const folders = targetsOf(folder, call.fact.cwd, call.workspace, "write").flatMap((target) =>
    target.kind === "exact" ? [target.path] : [],
  );
  const [word = folder] = files;
  return texts.flatMap((text) => {
    if (text === undefined || UNREADABLE.test(text))
      return [...new Set([...folders, call.workspace.root])].flatMap((dir) => unread(call, dir, word));
    return folders.flatMap((dir) => namedIn(call, text, dir, word));
  });
}

/** Git takes paths from the top of the work tree, which counts only where the command stands in it. */
function unread(call: Call, dir: string, word: WordFact): readonly Effect[] {
  const { cwd } = call.fact;
  const here = cwd.kind === "unknown" || cwd.dirs.some((one) => isWithin(one, dir));
  return here || dir !== call.workspace.root ? steeringEffects(call, dir, word, undefined) : [];
}

/** Empty where nothing is there to be applied; undefined where it isn't known. */
function textOfFile(call: Call, word: WordFact): string | undefined {
  const texts = targetsOf(word, call.fact.cwd, call.workspace, "read").map((target) => {
    if (target.kind !== "exact") return undefined;
    const content = contentOf(call.workspace, target.path);
    return content.kind === "text" ? content.text : content.kind === "missing" ? "" : undefined;
  });
  if (literal(word) === "-") return textOfInput(call);
  return texts.some((text) => text === undefined) ? undefined : texts.join("\n");
}

function textOfInput(call: Call): string | undefined {
  const { stdin } = call.fact;
  switch (stdin.kind) {
    case "inherit":
    case "pipe":
      return undefined;
    case "file":
      return textOfFile(call, stdin.target);
    case "text":
      return literal(stdin.content);
    default:
      return stdin satisfies never;
  }
}

function namedIn(call: Call, text: string, dir: string, word: WordFact): readonly Effect[] {
  const names = new Set([...text.matchAll(NAMING)].flatMap(([, rest = ""]) => namesOf(rest)));
  if (names.size > PATH_LIMIT) return steeringEffects(call, dir, word, undefined);
  // Names are all that counts here, and asking the disk for each would cost too much.
  const workspace = { ...call.workspace, kind: () => "missing" as const };
  const guarded = workspace.guarded.some((path) => isWithin(path, dir));
  return [...names].flatMap((name): readonly Effect[] => {
    const parts = name.split("/").filter((part) => part !== "" && part !== ".");
    const starts = guarded ? parts.map((_, at) => at) : [0];
    const paths = starts.map((at) => `${dir === "/" ? "" : dir}/${parts.slice(at).join("/")}`);
    const path = paths.find((one) => marksOf(one, "write", workspace).length > 0);
    if (path === undefined) return [];
    const target = { kind: "exact", path, scope: scopeOf(path, workspace), marks: marksOf(path, "write", workspace) } as const;
    return [call.effect({ kind: "write", target }, word)];
  });
}

/** The names on such a line, which may stand in quotes and have a date behind a tab. */
function namesOf(rest: string): readonly string[] {
  const [named = ""] = rest.split("\t");
  const plain = named.trim().replaceAll('"', "");
  return [plain, ...plain.split(/ +/)].filter((name) => name !== "" && name !== "/dev/null" && name !== "a" && name !== "b");
}

/** `-d` moves the whole program; a dry run still writes what `-o` names; a file that is named is the only one that changes. */
function patch(call: Call): readonly Effect[] {
  const { options, operands } = call.parse();
  const lastOf = (...names: readonly string[]): WordFact | undefined => options.findLast(({ name }) => names.includes(name))?.value;
  if (options.some(({ name }) => ["--dry-run", "--help", "-v", "--version"].includes(name))) return call.table();
  const moved = lastOf("-d", "--directory");
  const file = lastOf("-i", "--input") ?? operands[1];
  const changed = operands.length > 0 ? [] : patchEffects(call, file ? [file] : [], moved);
  return [...call.table(), ...(moved ? call.write(moved) : []), ...changed];
}

/** `git am`, without the options that go on with or end what was begun. */
const am: Handler = (call) => {
  const { options, operands } = call.parse();
  const goesOn = ["--abort", "--quit", "--continue", "--skip", "-r", "--resolved", "--allow-empty", "--show-current-patch"];
  return options.some(({ name }) => goesOn.includes(name)) ? call.table() : [...call.table(), ...patchEffects(call, operands)];
};

export const patchHandlers: Readonly<Record<string, Handler>> = { "git-am": am, patch };
