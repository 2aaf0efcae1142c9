// What a sandboxed command sees of the machine. Laws: everything is there to be read and nothing to be written; what lies on top of what is
// decided by the paths alone, the inner over the outer; what hides a thing is never lifted again.

import { isWithin } from "../effects/scopes.ts";

/** `overlay`: the command may write into the workspace and the home folder, and what it wrote is thrown away. */
export type SandboxLevel = "overlay" | "read-only";

/** What is there, as it was looked up for one call. All paths absolute, links followed. */
export interface SandboxGround {
  readonly cwd: string;
  readonly root: string;
  readonly home: string;
  /** Where sockets, keys and other people's files may lie: empty and private inside. */
  readonly scratch: readonly string[];
  /** Folders that are empty inside. */
  readonly hiddenFolders: readonly string[];
  /** Files that say inside that they are hidden; sockets too. */
  readonly hiddenFiles: readonly string[];
  /** What is shown although a hidden folder holds it. */
  readonly shown: readonly string[];
  /** Mount points of the machine: an overlay doesn't look into them. */
  readonly mounts: readonly string[];
  /** Variables that the command doesn't get. */
  readonly variables: readonly string[];
  readonly uid: number;
  readonly gid: number;
}

/** Where the sandbox itself is put together: a folder of ours, and in it the mount point and the two texts that stand for hidden files. */
export interface SandboxPlace {
  readonly mount: string;
  readonly hidden: string;
  readonly hiddenJson: string;
}

export interface SandboxLayout {
  /** Folders below a throw-away layer; number n is put together in `mount`/m<n>. */
  readonly overlays: readonly string[];
  /** For bubblewrap, up to the command. */
  readonly args: readonly string[];
  /** The hidden files that can be seen, and with what they were replaced. */
  readonly masks: readonly { readonly path: string; readonly by: string }[];
}

interface Layer {
  readonly path: string;
  readonly shows: boolean;
  readonly args: readonly string[];
}

/** Of the options of an overlay mount these have a meaning of their own. */
const UNSAFE_IN_OPTIONS = /[,:\\"\n]/;

/** `undefined`: the workspace can't be shown without what has to be hidden. */
export function layoutOf(ground: SandboxGround, level: SandboxLevel, place: SandboxPlace): SandboxLayout | undefined {
  const { root, home, scratch, hiddenFolders } = ground;
  if (root === "/" || hiddenFolders.some((folder) => isWithin(root, folder) || isWithin(ground.cwd, folder))) return undefined;
  const overlays = level === "overlay" ? overlaysOf(ground) : [];
  const isBelowOverlay = (path: string): boolean => overlays.some((area) => path !== area && isWithin(path, area));
  const areas = [root, home]
    // The home folder alone would be shown as it is, over the layer that is thrown away.
    .filter(
      (folder) =>
        folder !== "/" &&
        !hiddenFolders.some((hidden) => isWithin(folder, hidden)) &&
        (overlays.includes(folder) || !isBelowOverlay(folder)),
    )
    .map((folder) => {
      const at = overlays.indexOf(folder);
      return shown(folder, at < 0 ? ["--ro-bind", folder, folder] : ["--bind", `${place.mount}/m${at}`, folder]);
    });
  const inner = ground.mounts
    .filter(
      (path) =>
        isBelowOverlay(path) && !overlays.includes(path) && ![...hiddenFolders, ...scratch].some((hidden) => isWithin(path, hidden)),
    )
    .map((path) => shown(path, ["--ro-bind", path, path]));
  const system = [shown("/proc", ["--proc", "/proc"]), shown("/dev", ["--dev", "/dev"])];
  const hiding = hiddenFolders.map(empty);
  const back = ground.shown.map((path) => shown(path, ["--ro-bind", path, path]));
  const all = inOrder([...system, ...scratch.map(empty), ...areas, ...inner, ...hiding, ...back]);
  const masks = ground.hiddenFiles
    .filter((path) => isVisible(path, all))
    .map((path) => ({ path, by: path.toLowerCase().endsWith(".json") ? place.hiddenJson : place.hidden }));
  const args = [
    ...["--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--cap-drop", "ALL"],
    ...["--uid", String(ground.uid), "--gid", String(ground.gid)],
    ...["--ro-bind", "/", "/"],
    ...all.flatMap((layer) => layer.args),
    ...masks.flatMap(({ path, by }) => ["--ro-bind", by, path]),
    ...ground.variables.flatMap((name) => ["--unsetenv", name]),
    ...["--chdir", ground.cwd],
  ];
  return { overlays, args, masks };
}

/** The workspace, and the home folder for the caches that tools keep there; one for both where one holds the other on the same disk. */
function overlaysOf({ root, home, mounts }: SandboxGround): readonly string[] {
  const areas = [home, root].filter((folder) => folder !== "/" && !UNSAFE_IN_OPTIONS.test(folder));
  const isOwnDisk = (inner: string, outer: string): boolean =>
    mounts.some((mount) => mount !== outer && isWithin(mount, outer) && isWithin(inner, mount));
  return areas.filter(
    (area, index) =>
      areas.indexOf(area) === index && !areas.some((other) => other !== area && isWithin(area, other) && !isOwnDisk(area, other)),
  );
}

function empty(path: string): Layer {
  return { path, shows: false, args: ["--tmpfs", path] };
}

function shown(path: string, args: readonly string[]): Layer {
  return { path, shows: true, args };
}

/** The outer before the inner; of two for one path the later counts. What only shows below something hidden is kept, for it says so itself. */
function inOrder(layers: readonly Layer[]): readonly Layer[] {
  const byPath = new Map(layers.map((layer) => [layer.path, layer]));
  return [...byPath.values()].sort((a, b) => depth(a.path) - depth(b.path));
}

function depth(path: string): number {
  return path.split("/").length;
}

/** True unless the innermost layer around it is an empty one. */
function isVisible(path: string, layers: readonly Layer[]): boolean {
  return layers.findLast((layer) => isWithin(path, layer.path))?.shows ?? true;
}
