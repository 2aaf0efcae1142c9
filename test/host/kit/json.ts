// What comes from another process is `unknown` until looked at. Law: these readers never throw and never cast.

export type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path of keys and indexes; undefined where the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof step === "number") here = Array.isArray(here) ? here[step] : undefined;
    else here = isRecord(here) ? here[step] : undefined;
  }
  return here;
}

export function text(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

export function list(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The text of a message's content, written either as a string or as blocks. */
export function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  return list(content)
    .map((block) => text(block, "text"))
    .join("\n");
}

export function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The JSON values of a file with one value a line; lines that aren't JSON are left out. */
export function parseLines(content: string): readonly unknown[] {
  return content.split("\n").flatMap((line) => {
    const value = line.trim() === "" ? undefined : parse(line);
    return value === undefined ? [] : [value];
  });
}
