// The command line of a sandbox, as bash takes it. Law: every text that isn't ours is one quoted word, and what can't be put together runs nothing.

import type { SandboxLayout, SandboxPlace } from "./layout.ts";

/** Absolute paths of programs that nobody but the system's owner can change. */
export interface SandboxPrograms {
  readonly bwrap: string;
  readonly shell: string;
  /** What an overlay takes besides; absent where one of them isn't there. */
  readonly overlay?: Readonly<Record<"unshare" | "sh" | "mount" | "mkdir" | "find" | "printf", string>>;
}

/** As timeout(1) and env(1): the program that was to start another could not. */
const NOT_MADE = 125;
const NOT_MADE_TEXT = "pi-modes: the sandbox could not be put together, so the command was not run.";

/** `changes`: the file that takes what the command would have changed, see `readChanges`. */
export function sandboxScript(
  command: string,
  { args, overlays }: SandboxLayout,
  { bwrap, shell, overlay }: SandboxPrograms,
  place: SandboxPlace,
  changes: string,
): string {
  const inner = [bwrap, ...args, "--", shell, "-c"].map(quoted).join(" ");
  if (overlays.length === 0) return `exec ${inner} ${quoted(command)}`;
  if (!overlay) throw new Error("an overlay needs the programs for it");
  const { unshare, sh, mount, mkdir, find, printf } = overlay;
  const at = (name: string): string => quoted(`${place.mount}/${name}`);
  const folders = overlays.flatMap((_, n) => [at(`u${n}`), at(`w${n}`), at(`m${n}`)]).join(" ");
  const mounts = overlays.map((area, n) => {
    const options = `lowerdir=${area},upperdir=${place.mount}/u${n},workdir=${place.mount}/w${n},userxattr`;
    return `${quoted(mount)} -n -t overlay overlay -o ${quoted(options)} ${at(`m${n}`)}`;
  });
  // -n: mount keeps a list of its own in /run, which is no part of the namespace.
  const made = [`${quoted(mount)} -n -t tmpfs -o mode=0700 pi-modes ${quoted(place.mount)}`, `${quoted(mkdir)} ${folders}`, ...mounts];
  // One look for both: what was removed stands there as a device.
  const lists = overlays.map(
    (_, n) => `cd ${at(`u${n}`)} && echo '#${n}' && ${quoted(find)} . -type c -exec ${quoted(printf)} '-%s\\n' {} + -o ! -type d -print`,
  );
  const outer = [
    `{ ${made.join(" && ")}; } || { echo ${quoted(NOT_MADE_TEXT)} >&2; exit ${NOT_MADE}; }`,
    `${inner} "$1"`,
    "status=$?",
    `{ ${lists.join("; ")}; } 2>/dev/null >${quoted(changes)}`,
    'exit "$status"',
  ].join("\n");
  return `exec ${[unshare, "--user", "--map-root-user", "--mount", "--", sh, "-c", outer, "sh", command].map(quoted).join(" ")}`;
}

/** One word for any shell, whatever is in it. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** What a command would have changed: paths below the folder of each overlay. */
export interface Changes {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/** Reads the list that the script left. `overlays` as in the layout. Total: a line that isn't one of the list is passed over. */
export function readChanges(text: string, overlays: readonly string[]): Changes {
  const found = { written: [] as string[], removed: [] as string[] };
  let area: string | undefined;
  for (const line of text.split("\n")) {
    const [, number, minus, path] = /^(?:#(\d+)|(-?)\.\/(.+))$/.exec(line) ?? [];
    if (number !== undefined) area = overlays[Number(number)];
    else if (area !== undefined && path !== undefined) found[minus === "-" ? "removed" : "written"].push(`${area}/${path}`);
  }
  return found;
}
