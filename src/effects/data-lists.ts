// The lists of names in the data files, read once.

import { readData } from "./knowledge/load.ts";

const files = new Map<string, Map<string, readonly string[]>>();

/** A list of texts in one of the data files; empty when it isn't there. */
export function dataList(file: string, key: string): readonly string[] {
  const lists = files.get(file) ?? new Map<string, readonly string[]>();
  const known = lists.get(key);
  if (known) return known;
  const data = readData(file);
  const list: unknown = typeof data === "object" && data !== null && Object.hasOwn(data, key) ? Reflect.get(data, key) : [];
  const texts = Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
  files.set(file, lists.set(key, texts));
  return texts;
}

const patterns = new Map<string, Map<string, RegExp>>();

/**
 * The globs of a list as one expression, for a path in lower case without any glob in it.
 * `start`: what stands before a rule; `/**` at a rule's end takes the folder itself and everything below.
 */
export function dataPattern(file: string, key: string, start: "name" | "component" | "root"): RegExp {
  const compiled = patterns.get(file) ?? new Map<string, RegExp>();
  const known = compiled.get(key);
  if (known) return known;
  const rules = dataList(file, key).map(ruleSource);
  const before = { name: "(?:^|/)", component: "(?:^|/)", root: "^" }[start];
  const pattern = rules.length === 0 ? /(?!)/ : new RegExp(`${before}(?:${rules.join("|")})$`);
  patterns.set(file, compiled.set(key, pattern));
  return pattern;
}

function ruleSource(rule: string): string {
  const open = rule.endsWith("/**");
  const body = (open ? rule.slice(0, -3) : rule)
    .split("**")
    .map((part) =>
      part
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", "[^/]*")
        .replaceAll("?", "[^/]"),
    )
    .join(".*");
  return open ? `${body}(?:/.*)?` : body;
}
