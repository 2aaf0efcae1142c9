// Paths of Windows as the core wants them: `C:/work/x`, `//server/share/x`, `//./device`. Law: a text that Windows may take for another file than
// it says has no such form (it is undefined, so nothing opens it), and all its readings count where they close something.
//
// Never run on Windows: what is here follows the documentation of Win32 paths, and the tests are of this text alone.

/** Of an absolute path in the core's form. No path of another system begins like this. */
export function isWindowsPath(path: string): boolean {
  return path.charCodeAt(0) === 47 ? path.charCodeAt(1) === 47 : /^[A-Za-z]:\//.test(path);
}

/** The folder that holds everything on the same drive or share: `C:/`, `//server/share`. */
export function volumeOf(path: string): string {
  return /^(?:[A-Za-z]:\/|\/\/[^/]+(?:\/[^/]+)?)/.exec(path)?.[0] ?? "/";
}

export function isDeviceSpace(path: string): boolean {
  return path.startsWith("//./");
}

/** The server of a path on a share; undefined for paths of this machine. */
export function serverOf(path: string): string | undefined {
  return isDeviceSpace(path) ? undefined : /^\/\/([^/]+)/.exec(path)?.[1];
}

/** How a text begins, and what follows. */
type Start =
  | { readonly kind: "volume"; readonly volume: string; readonly rest: string; readonly verbatim: boolean }
  | { readonly kind: "device"; readonly rest: string }
  | { readonly kind: "drive-folder"; readonly drive: string; readonly rest: string }
  | { readonly kind: "rooted"; readonly rest: string }
  | { readonly kind: "relative"; readonly rest: string };

/** `path` with forward slashes. */
function startOf(path: string): Start {
  const verbatim = /^\/\/[?.]\/+/.exec(path) ?? /^\/\?\?\/+/.exec(path);
  if (verbatim) {
    const rest = path.slice(verbatim[0].length);
    const inner = startOf(rest.replace(/^unc\/+(?=[^/])/i, "//"));
    // `\\?\C:x` is no path of a drive's folder.
    return inner.kind === "volume" && !inner.verbatim ? { ...inner, verbatim: true } : { kind: "device", rest };
  }
  const share = /^\/\/([^/]+)\/+([^/]+)/.exec(path);
  if (share) {
    const [all, server = "", name = ""] = share;
    return { kind: "volume", volume: `//${server}/${name}`.toLowerCase(), rest: path.slice(all.length), verbatim: false };
  }
  const drive = /^([A-Za-z]):(\/?)/.exec(path);
  if (drive) {
    const [all, letter = "", slash] = drive;
    const rest = path.slice(all.length);
    const name = letter.toUpperCase();
    return slash ? { kind: "volume", volume: `${name}:/`, rest, verbatim: false } : { kind: "drive-folder", drive: `${name}:/`, rest };
  }
  return path.startsWith("/") ? { kind: "rooted", rest: path.slice(1) } : { kind: "relative", rest: path };
}

/**
 * The path that a text means for a program that works in `base`: absolute, with `.` and `..` taken by the text, as Windows does.
 * Undefined where that isn't certain.
 */
export function windowsPath(base: string, text: string): string | undefined {
  const start = startOf(text.replaceAll("\\", "/"));
  switch (start.kind) {
    case "volume":
      if (start.verbatim && start.rest.split("/").some((part) => part === "." || part === "..")) return undefined;
      return isOddVolume(start.volume) ? undefined : below(start.volume, start.rest, isCertain);
    case "device":
      return `//./${start.rest}`;
    case "relative": {
      const from = startOf(base.replaceAll("\\", "/"));
      return from.kind === "volume" && !isOddVolume(from.volume) ? below(from.volume, `${from.rest}/${start.rest}`, isCertain) : undefined;
    }
    case "drive-folder":
    case "rooted":
      return undefined;
    default:
      return start satisfies never;
  }
}

/** A share for administrators is a whole drive of some machine, perhaps of this one. */
function isOddVolume(volume: string): boolean {
  return volume.startsWith("/") && (/\/(?:[a-z]|admin)\$$/.test(volume) || /[<>:"|?*]|[. ](?:\/|$)/.test(volume));
}

function below(volume: string, rest: string, isFine: (part: string) => boolean): string | undefined {
  const parts: string[] = [];
  for (const part of rest.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") {
      if (!isFine(part)) return undefined;
      parts.push(part);
    }
  }
  if (parts.length === 0) return volume;
  return volume.endsWith("/") ? volume + parts.join("/") : `${volume}/${parts.join("/")}`;
}

/** Names of devices, in every folder and with any ending. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:[.:]|$)/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: no name holds one.
const FORBIDDEN = /[<>:"|?*\0-\x1F]/;

/** False for names that Windows takes for others: streams, wildcards, devices, a dot or a space at the end. */
function isCertain(part: string): boolean {
  return !FORBIDDEN.test(part) && !/[. ]$/.test(part) && !RESERVED.test(part);
}

/** `GIT~1` may be the short name of any other. Only the disk knows. */
export function mayBeShort(path: string): boolean {
  return /~\d/.test(path);
}

/** Every path that the text may mean, for programs of any kind, without the spellings that Windows looks through. */
export function windowsReadings(base: string, text: string): readonly string[] {
  const path = text.replaceAll("\\", "/");
  const start = startOf(path);
  const here = windowsPath("", base) ?? "C:/";
  const volume = volumeOf(here);
  const inHere = (rest: string): readonly [string, string] => [volume, `${here.slice(volume.length)}/${rest}`];
  const found = ((): readonly (readonly [string, string])[] => {
    switch (start.kind) {
      case "volume": {
        const drive = /\/([a-z])\$$/.exec(start.volume)?.[1];
        return [[start.volume, start.rest], ...(drive ? [[`${drive.toUpperCase()}:/`, start.rest] as const] : [])];
      }
      case "device":
        return [["//.", start.rest]];
      case "drive-folder":
        return [[start.drive, start.rest], inHere(start.rest), inHere(start.drive[0] ?? "")];
      case "rooted": {
        // As Git's bash, Cygwin and the Linux subsystem write drives; newer hosts translate it.
        const drive = /^(?:mnt\/|cygdrive\/)?([A-Za-z])(?:\/|$)(.*)/s.exec(start.rest);
        return [[volume, start.rest], ...(drive ? [[`${drive[1]?.toUpperCase()}:/`, drive[2] ?? ""] as const] : [])];
      }
      case "relative":
        return [inHere(start.rest)];
      default:
        return start satisfies never;
    }
  })();
  return [...new Set(found.map(([root, rest]) => below(root, tidy(rest), () => true) ?? root))];
}

/** Without streams, and without dots and spaces at the end of names. */
function tidy(rest: string): string {
  return rest
    .split("/")
    .map((part) => {
      const name = part.replace(/:.*$/s, "").replace(/ +$/, "");
      return name === "." || name === ".." ? name : name.replace(/[. ]+$/, "");
    })
    .join("/");
}
