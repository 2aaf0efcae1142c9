// A config file from its text. Law: total, and all or nothing. A file with a mistake gives no config at all, since half a file may say
// the opposite of the whole.

import { MODE_NAMES } from "../policy/modes.ts";
import type { PolicySource } from "../policy/rule.ts";
import type { ConfigFile } from "./config-file.ts";
import { checkNames } from "./names.ts";
import { type FieldPath, fieldName, type Place, type Problem } from "./problem.ts";
import { type Config, ConfigSchema } from "./schema.ts";
import { checkShape } from "./shape.ts";
import { dataOf, nodeAt, parseText } from "./text.ts";

export interface ReadResult {
  /** Absent where the file has a mistake. */
  readonly config?: ConfigFile;
  readonly problems: readonly Problem[];
}

export interface ReadOptions {
  /** Whose file it is: some fields are for one only. The user's unless given. */
  readonly source?: PolicySource;
  /** See `ConfigFile.above`. */
  readonly above?: number | undefined;
  /** Modes that exist beside those of the file. Those that ship unless given. */
  readonly modes?: ReadonlySet<string>;
  /** A file that may define further modes can't be read, so a missing mode is no mistake of this file. */
  readonly mayLackModes?: boolean;
}

const SHIPPED: ReadonlySet<string> = new Set(MODE_NAMES);

/** Never throws. */
export function readConfig(text: string, file: string, options: ReadOptions = {}): ReadResult {
  try {
    return read(text, file, options);
  } catch (error) {
    const message = `The file can't be read: ${error instanceof Error ? error.message : "unknown error"}.`;
    return { problems: [{ severity: "error", file, line: 1, column: 1, field: "", message }] };
  }
}

function read(text: string, file: string, { source = "user", modes = SHIPPED, mayLackModes = false, above }: ReadOptions): ReadResult {
  const parsed = parseText(text);
  if (parsed.kind === "wrong") return { problems: [{ severity: "error", file, ...parsed.place, field: "", message: parsed.why }] };
  const { root, placeOf } = parsed.value;
  const problems: Problem[] = [];
  const add = (severity: Problem["severity"], place: Place, path: FieldPath, message: string) => {
    problems.push({ severity, file, ...place, field: fieldName(path), message });
  };
  checkShape(root, ConfigSchema, [], (node, path, message) => add("error", placeOf(node.offset), path, message));
  const config = problems.length === 0 ? dataOf(root) : undefined;
  if (!isConfig(config, problems)) return { problems: sorted(problems) };
  const located: ConfigFile = {
    file,
    source,
    ...(above === undefined ? {} : { above }),
    config,
    at: (path) => placeOf(nodeAt(root, path).offset),
  };
  checkNames(located, { modes, missing: mayLackModes ? "warning" : "error" }, (severity, path, message) =>
    add(severity, located.at(path), path, message),
  );
  return { ...(problems.some(({ severity }) => severity === "error") ? {} : { config: located }), problems: sorted(problems) };
}

/** The schema is the source of the type: data without a mistake in it is a config. */
function isConfig(data: unknown, mistakes: readonly Problem[]): data is Config {
  return data !== undefined && mistakes.length === 0;
}

function sorted(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
