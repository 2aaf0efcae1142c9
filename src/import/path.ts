// Patterns for paths of two other tools as ours. Law as for commands: what opens fits no more, what closes fits no less.

export type TranslatedPath = { readonly kind: "ok"; readonly paths: readonly string[] } | { readonly kind: "no"; readonly why: string };

const UNSAYABLE = /[{}()\\!\n]/;
const WILD = /[*?[\]]/;

/** As in a `.gitignore`, with `//` for the root of the file system and `/` for the project. */
export function gitignorePath(text: string, opens: boolean): TranslatedPath {
  if (UNSAYABLE.test(text)) return no("its characters mean something else in a pattern here");
  if (text.split("/").includes("..")) return no("it leads upwards");
  const bare = text.endsWith("/") ? text.slice(0, -1) : text;
  const path = placed(bare);
  if (path === "") return no("it names nothing");
  // What fits a folder fits all that is in it.
  const below = opens || !WILD.test(path) || path.endsWith("**") ? [] : [`${path}/**`];
  return { kind: "ok", paths: [path, ...below] };
}

function placed(path: string): string {
  if (path.startsWith("//")) return path.slice(1);
  if (path === "~" || path.startsWith("~/")) return path;
  if (path.startsWith("./")) return path.slice(2);
  if (path.startsWith("/")) return path.slice(1);
  return path.includes("/") || path === "**" ? path : `**/${path}`;
}

/** Where `*` stands for any text, slashes too. */
export function wildcardPath(text: string, opens: boolean): TranslatedPath {
  const path = text.replace(/^\$HOME(?=\/|$)/, "~").replace(/\*+/g, "*");
  if (UNSAYABLE.test(path) || /[[\]?]/.test(path)) return no("its characters mean something else in a pattern here");
  if (path.split("/").includes("..")) return no("it leads upwards");
  const [before = "", after, ...more] = path.split("*");
  if (after === undefined) return { kind: "ok", paths: [path] };
  const folder = before === "" || before.endsWith("/");
  if (more.length === 0 && folder && !after.includes("/"))
    return { kind: "ok", paths: [after === "" ? `${before}**` : `${before}**/*${after}`] };
  // A star within a part of the path fits less than one that may go on into folders.
  if (opens) return { kind: "ok", paths: [path] };
  if (more.length === 0 && after === "") return { kind: "ok", paths: [path, `${path}/**`] };
  const base = before.slice(0, before.lastIndexOf("/") + 1);
  return base === "" ? no("it can't be said as a pattern for folders") : { kind: "ok", paths: [`${base}**`] };
}

function no(why: string): TranslatedPath {
  return { kind: "no", why };
}
