// The one door through which facts about files enter the core. Everything behind it is pure, so a test can hand in any world.

/** What stands at a path. `other` is a fifo, a socket or anything else. */
export type FileKind = "file" | "directory" | "device" | "other" | "missing";

export interface Workspace {
  /** Where pi runs commands. Absolute, as given; all paths here are with forward slashes, also those of Windows (`C:/work`, `//server/share`). */
  readonly cwd: string;
  /** The folder that counts as the user's work: absolute, links followed. */
  readonly root: string;
  /** The user's home, links followed. */
  readonly home: string;
  /** Folders for temporary files, links followed. */
  readonly temp: readonly string[];
  /** Folders and files that steer pi or this package: its agent directory, this package's own code. Links followed. */
  readonly guarded: readonly string[];
  /** "bash" when the host's shell tool runs bash; anything else makes every command opaque. */
  readonly shell: "bash" | "other";
  /**
   * Resolves `path` from the folder `base` as the kernel would: links, `.` and `..` in order, on whatever part exists.
   * The last component is followed too. `undefined` for a loop, a NUL, or a path longer than the system takes.
   */
  realPath(base: string, path: string): string | undefined;
  /** Of an absolute path, links followed. */
  kind(path: string): FileKind;
  /** Content of a regular file as UTF-8 text, by its absolute path. `undefined`: missing, no regular file, unreadable, or larger than 256 KB. Absent: this world shows no contents. */
  readText?(path: string): string | undefined;
  /** Value of a variable in the environment that commands inherit. */
  env(name: string): string | undefined;
  /** True when looking the name up in `PATH` would, or could, find a file that the workspace or a temporary folder holds. */
  shadowed(program: string): boolean;
}
