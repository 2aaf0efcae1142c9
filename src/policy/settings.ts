// What the user sets beside the policy: nothing here opens or closes anything by itself.

export interface Settings {
  /** The key of the shortcut as pi writes keys; undefined: none. */
  readonly shortcut: string | undefined;
  /** The modes that the shortcut goes through; undefined: plan, and back to the mode before it. */
  readonly cycle: readonly string[] | undefined;
  /** Milliseconds after which a question that nobody answers is a no, so that no run hangs for ever. */
  readonly askTimeoutMs: number;
  /** Take the tools from the model that a mode closes. */
  readonly hideTools: boolean;
  /** Write each verdict into the audit log. */
  readonly audit: boolean;
  /** What the model is told on the way from plan to review, where it isn't what ships: a text by its name. */
  readonly handOvers: Readonly<Record<string, string>>;
}

export const DEFAULT_SETTINGS: Settings = {
  shortcut: "ctrl+alt+p",
  cycle: undefined,
  askTimeoutMs: 30 * 60 * 1000,
  hideTools: false,
  audit: true,
  handOvers: {},
};
