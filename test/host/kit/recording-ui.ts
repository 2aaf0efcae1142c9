// A user interface without a screen: it keeps what it was shown, and answers dialogs as the test says.

import { type ExtensionUIContext, type ExtensionUIDialogOptions, Theme } from "@mariozechner/pi-coding-agent";

interface Question {
  readonly kind: "select" | "confirm" | "input" | "editor";
  readonly title: string;
  readonly options: readonly string[];
  /** Whether the host can take the question back. */
  readonly revocable: boolean;
}

/** The answer to a question, for `confirm` any text is a yes; undefined dismisses it, a promise keeps it open. */
export type Answers = (question: Question) => string | undefined | Promise<string | undefined>;

export interface RecordingUi {
  readonly context: ExtensionUIContext;
  readonly asked: readonly Question[];
  readonly notices: readonly string[];
  /** What is shown now, by key. */
  readonly status: ReadonlyMap<string, string>;
  readonly widget: ReadonlyMap<string, readonly string[]>;
  answer(answers: Answers): void;
}

export function makeRecordingUi(first: Answers = () => undefined): RecordingUi {
  const asked: Question[] = [];
  const notices: string[] = [];
  const status = new Map<string, string>();
  const widget = new Map<string, readonly string[]>();
  let answers = first;

  const ask = (kind: Question["kind"], title: string, options: readonly string[], how?: ExtensionUIDialogOptions) => {
    const question = { kind, title, options, revocable: how?.signal !== undefined || how?.timeout !== undefined };
    asked.push(question);
    const revoked = new Promise<undefined>((resolve) => {
      if (how?.signal?.aborted === true) resolve(undefined);
      how?.signal?.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    return Promise.race([Promise.resolve(answers(question)), revoked]);
  };
  const put = <T>(map: Map<string, T>, key: string, value: T | undefined) => {
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  };
  /** Drops components, as hosts without a screen do. */
  const setWidget = (key: string, content: unknown) => {
    if (typeof content !== "function") put(widget, key, Array.isArray(content) ? content.map(String) : undefined);
  };

  const context: ExtensionUIContext = {
    select: (title, options, how) => ask("select", title, options, how),
    confirm: async (title, _message, how) => (await ask("confirm", title, [], how)) !== undefined,
    input: (title, _placeholder, how) => ask("input", title, [], how),
    editor: (title) => ask("editor", title, []),
    notify: (message) => void notices.push(message),
    setStatus: (key, words) => put(status, key, words),
    setWidget,
    theme: plainTheme(),
    custom: () => Promise.reject(new Error("This user interface has no screen.")),
    onTerminalInput: () => () => {},
    setWorkingMessage() {},
    setWorkingVisible() {},
    setWorkingIndicator() {},
    setHiddenThinkingLabel() {},
    setFooter() {},
    setHeader() {},
    setTitle() {},
    pasteToEditor() {},
    setEditorText() {},
    getEditorText: () => "",
    addAutocompleteProvider() {},
    setEditorComponent() {},
    getEditorComponent: () => undefined,
    getAllThemes: () => [],
    getTheme: () => undefined,
    setTheme: () => ({ success: false, error: "There are no themes here." }),
    getToolsExpanded: () => false,
    setToolsExpanded() {},
  };
  const answer = (next: Answers) => {
    answers = next;
  };
  return { context, asked, notices, status, widget, answer };
}

/** A theme that leaves every text as it is. */
function plainTheme(): Theme {
  const same = (words: string) => words;
  const colored = (_color: string, words: string) => words;
  const theme: Theme = Object.create(Theme.prototype);
  return Object.assign(theme, { fg: colored, bg: colored, bold: same, italic: same, underline: same, inverse: same, strikethrough: same });
}
