// What a call does to the world, whatever the words were. Effects know nothing of modes.

/** Where a path lies. `temp` wins over `outside`, `workspace` over `home`. */
export type Scope = "workspace" | "temp" | "home" | "outside";

/** Marks that cut across scopes. `secret`: keys and credentials. `guard`: what this package and pi are steered by. `vcs-internal`: hooks and configuration inside `.git`. `device`: a device file that isn't a plain sink. `root`: `/`, a home folder, a system folder, the whole of `/tmp`. */
export type Mark = "secret" | "guard" | "vcs-internal" | "device" | "root";

/** What a read, write or delete touches. Paths are absolute, with symbolic links followed. */
export type PathTarget =
  | { readonly kind: "exact"; readonly path: string; readonly scope: Scope; readonly marks: readonly Mark[] }
  /** A glob or a partly known path: everything lies below `base`, whose scope it has. */
  | { readonly kind: "pattern"; readonly path: string; readonly base: string; readonly scope: Scope; readonly marks: readonly Mark[] }
  | { readonly kind: "unknown"; readonly why: string };

/** A command as its program gets it, wrappers taken off. */
export interface CommandShape {
  /** The words, the program first. Undefined: a word that isn't known, or several of them. */
  readonly argv: readonly (string | undefined)[];
  /** The same without the folder in front of the program and without options in front of a subcommand; absent where that is no difference. */
  readonly canonical?: readonly (string | undefined)[];
  /** Where it runs: absolute, with links followed; undefined where that isn't one folder for certain. */
  readonly cwd: string | undefined;
  /** It gets more than its words: on its standard input or another descriptor, or they name one. */
  readonly fed: boolean;
  /** Its environment may change what it does, or the workspace has a program of that name: who opens the command hasn't opened this. */
  readonly altered?: true;
}

/** Which part of the input an effect comes from. */
export interface Origin {
  /** The tool's name as the host gives it. */
  readonly tool: string;
  /** The program, for shell tools. */
  readonly program?: string;
  /** The word that decided, as written. */
  readonly word: string;
  /** The command that has the effect, for shell tools; absent for redirections and for texts that can't be read. */
  readonly command?: CommandShape;
  /** Offsets of the command in the outermost text, in UTF-16 units. */
  readonly offset?: number;
  readonly end?: number;
}

export type Effect = { readonly origin: Origin } & EffectKind;

export type EffectKind =
  /** A command that does nothing else: it computes, or prints. It is an effect so that rules about commands see every command. */
  | { readonly kind: "run" }
  /** `ruins`, of a write: what stood there goes for nothing. `content`: the file is emptied or filled with noise; `access`: a whole folder is closed or opened. */
  | { readonly kind: "read" | "write"; readonly target: PathTarget; readonly ruins?: "content" | "access" }
  /** `recursive`: a folder goes with all in it. `broad`: the workspace itself, one of its top-level folders that isn't generated, or a recursive pattern that isn't limited to generated names. */
  | { readonly kind: "delete"; readonly target: PathTarget; readonly broad: boolean; readonly recursive?: true }
  | { readonly kind: "execute"; readonly what: "check" | "project" | "inline" | "installed"; readonly why: string }
  | {
      readonly kind: "network";
      readonly direction: "fetch" | "send";
      readonly peer: "loopback" | "own-remote" | "elsewhere";
      readonly host?: string;
    }
  | { readonly kind: "install"; readonly what: "declared" | "new" }
  | { readonly kind: "vcs"; readonly act: "local" | "discard" | "rewrite" | "publish" }
  | { readonly kind: "system" | "reset" | "destroy"; readonly why: string }
  | { readonly kind: "opaque"; readonly why: string };

/** A tool call as the host reports it. `input` is whatever the model sent. */
export interface ToolCall {
  readonly tool: string;
  readonly input: unknown;
}
