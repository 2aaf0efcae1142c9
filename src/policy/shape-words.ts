// What a lasting answer covers, in words. Law: the words hide nothing of the shape. Every word of a command stands there whole and quoted
// where a shell would need it, and what can't be seen is made visible. The same words stand in the question and in `/mode grants`.

import type { GrantedShape } from "./grants.ts";
import { clean, describeClass } from "./wording.ts";

/** One line, to follow "covers": "`git push origin main` in /home/u/p". Paths below `root` (absolute) are shown relative to it. */
export function describeShape(shape: GrantedShape, root: string): string {
  const { tool, path, access, recursive, program, argv, cwd } = shape;
  if (path !== undefined) {
    const all = recursive ? " with all in it" : "";
    return `${ACCESS_WORDS[access ?? "any"]} ${shownPath(shape, path, root)}${all} by ${agent(tool, program)}`;
  }
  if (argv !== undefined) {
    const through = isShell(tool) ? "" : ` through the tool ${oneLine(tool)}`;
    return `\`${shownCommand(argv)}\`${cwd === undefined ? "" : ` in ${oneLine(cwd)}`}${through}`;
  }
  if (shape.class === "opaque" && program === undefined) return `every call of the tool ${oneLine(tool)}`;
  return `${describeClass(shape.class)} by ${agent(tool, program)}`;
}

const ACCESS_WORDS = { read: "reading", write: "writing", delete: "deleting", any: "touching" } as const;

function agent(tool: string, program: string | undefined): string {
  if (program === undefined) return `the tool ${oneLine(tool)}`;
  return isShell(tool) ? oneLine(program) : `${oneLine(program)} through the tool ${oneLine(tool)}`;
}

/** The host's own shell goes without saying. */
function isShell(tool: string): boolean {
  return tool === "bash";
}

function shownPath({ base }: GrantedShape, path: string, root: string): string {
  const prefix = root.endsWith("/") ? root : `${root}/`;
  const shown = path === root ? "the workspace itself" : path.startsWith(prefix) ? path.slice(prefix.length) : path;
  return base === undefined ? oneLine(shown) : `what fits ${oneLine(shown)}`;
}

/** The words as a shell would take them, in one line. */
export function shownCommand(argv: readonly string[]): string {
  return argv.map((word) => oneLine(/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}

/** As in any message, and so that no name can draw a line of its own. */
export function oneLine(text: string): string {
  return clean(text).replaceAll("\n", "\\u{a}").replaceAll("\t", "\\u{9}");
}
