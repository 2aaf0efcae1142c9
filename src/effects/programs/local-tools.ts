// Tools that a project brings along: `npx X`, `uv run X`, `bundle exec X`, `node_modules/.bin/X`.
// Law: such a file can hold anything, so it is never less than a check, and only a tool that the tables know is that little.

import type { WordFact } from "../../shell/facts.ts";
import { literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect, PathTarget } from "../effect.ts";
import { lookup } from "../knowledge/load.ts";
import { here } from "../tags.ts";
import { join } from "./git-repository.ts";

/** Packages whose program has another name. */
const PROGRAM_OF: Readonly<Record<string, string>> = {
  "@biomejs/biome": "biome",
  "@playwright/test": "playwright",
  "@angular/cli": "ng",
  "@nestjs/cli": "nest",
  "@changesets/cli": "changeset",
  "@arethetypeswrong/cli": "attw",
  "@redocly/cli": "redocly",
  "@stoplight/spectral-cli": "spectral",
  "@commitlint/cli": "commitlint",
  "@graphql-codegen/cli": "graphql-codegen",
  "@tailwindcss/cli": "tailwindcss",
  "@babel/cli": "babel",
  "@swc/cli": "swc",
  "@vue/cli-service": "vue-cli-service",
  "@storybook/cli": "storybook",
  "@microsoft/api-extractor": "api-extractor",
  "@tauri-apps/cli": "tauri",
  "@electron-forge/cli": "electron-forge",
  "@sveltejs/kit": "svelte-kit",
  "@typescript/native-preview": "tsgo",
  typescript: "tsc",
};

/** The program that a package name stands for, and whether a version was asked for. */
export function programOf(name: string): { readonly program: string; readonly versioned: boolean } {
  const at = name.lastIndexOf("@");
  const bare = at > 0 ? name.slice(0, at) : name;
  return { program: Object.hasOwn(PROGRAM_OF, bare) ? (PROGRAM_OF[bare] ?? bare) : bare, versioned: at > 0 };
}

/** True for a program that projects bring along and that the tables know under its local name. */
export function isLocalTool(program: string): boolean {
  return lookup(`./${program}`) !== undefined;
}

/** A program of the project by its name, with its arguments. */
export function runLocal(call: Call, program: string, word: WordFact, rest: readonly WordFact[]): readonly Effect[] {
  const effects = call.run([textWord(program, word.place), ...rest]);
  if (effects.some((effect) => effect.kind === "execute")) return effects;
  const what = isLocalTool(program) ? "check" : "project";
  return [...effects, call.effect({ kind: "execute", what, why: `${program} is a program of the project` }, word)];
}

/** True when the project has the program, or might have it in a folder that isn't known. */
export function isInstalled(call: Call, program: string): boolean {
  const { cwd } = call.fact;
  const dirs = [...(cwd.kind === "dirs" ? cwd.dirs : []), call.workspace.root];
  return dirs.some((dir) => call.workspace.kind(join(dir, `node_modules/.bin/${program}`)) !== "missing");
}

const PLAIN_NAMES: Readonly<Record<string, string>> = { gradlew: "gradle", mvnw: "mvn" };

/** The entry of `./NAME`: the tool of that name, at least as a check. */
const localTool: Handler = (call) => {
  const [word] = call.fact.argv;
  const name = call.program.replace(/^\.\//, "");
  return word ? runLocal(call, PLAIN_NAMES[name] ?? name, word, call.args) : [call.opaque("a program without a name")];
};

/** What comes first in a list of words: leading options with their values are skipped. Undefined where a word can't be told. */
export function firstOperand(args: readonly WordFact[], takesValue: (option: string) => boolean): number | undefined {
  for (let index = 0; index < args.length; index += 1) {
    const text = literal(args[index]);
    if (text === undefined) return undefined;
    if (text === "--") return index + 1;
    if (!text.startsWith("-") || text === "-") return index;
    if (!text.includes("=") && takesValue(text)) index += 1;
  }
  return args.length;
}

/** Targets that aren't one path are all alike: a doubt. */
function pathOf(target: PathTarget): string | undefined {
  return target.kind === "exact" ? target.path : undefined;
}

/** A tool that rewrites files when it is told to: those that are named, wherever they lie, and the folder it runs in. */
const fixer: Handler = (call) => {
  // LLVM's tools read further options from a file.
  const hidden = call.program === "clang-format" ? call.args.find((word) => literal(word)?.startsWith("@")) : undefined;
  const effects = hidden ? [...call.table(), call.opaque("the file may hold further options", hidden)] : call.table();
  // A report goes to a file of its own; who is told to rewrite writes the folder it runs in.
  const folder = new Set(call.write(here(call)).flatMap((effect) => ("target" in effect ? [pathOf(effect.target)] : [])));
  if (!effects.some((effect) => effect.kind === "write" && folder.has(pathOf(effect.target)))) return effects;
  const named = call.parse().operands.filter((word) => literal(word) !== undefined);
  return [...effects, ...named.flatMap((word) => call.write(word))];
};

export const localHandlers: Readonly<Record<string, Handler>> = { "local-tool": localTool, fixer };
