// What others write of their own accord while a call runs, and which therefore says nothing about it.

/** pi keeps what the user chose by a key or a menu in its settings; the rest decides what code it loads and runs. */
const CHOSEN = [
  "defaultProvider",
  "defaultModel",
  "defaultThinkingLevel",
  "enabledModels",
  "hideThinkingBlock",
  "lastChangelogVersion",
  "theme",
];

/** pi's settings without what pi itself changes in a run; undefined where the text isn't one that pi would read. */
export function settingsStamp(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const settings: unknown = JSON.parse(text);
    if (typeof settings !== "object" || settings === null) return text;
    return JSON.stringify(Object.entries(settings).filter(([name]) => !CHOSEN.includes(name)));
  } catch {
    return text;
  }
}

/** In a home folder every program writes its own files. */
export function isTheUsers(name: string): boolean {
  return name.startsWith(".");
}
