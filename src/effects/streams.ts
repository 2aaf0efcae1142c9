// How much a command puts out, where that alone does harm: nothing into a file that had something, or more than a disk holds.
// Law: only what is certain counts; every command that isn't known here puts out `some`.

import type { CommandFact, Place, RedirectFact, ShellFact, WordFact } from "../shell/facts.ts";
import { literal, textWord } from "../shell/word.ts";
import { dataList } from "./data-lists.ts";
import { isLarge, sizeOf } from "./sizes.ts";

/** `noise`: some, but of no use to anybody. */
export type Stream = "empty" | "noise" | "some" | "endless";

/** How many facts may stand between a redirection and its command. */
export const REACH = 64;

/** What each fact of a text puts out, or, of a redirection, gets. `nested`: the text's own input isn't that of the tool. */
export function streamsOf(facts: readonly ShellFact[], nested: boolean): readonly Stream[] {
  const streams: Stream[] = [];
  for (const [index, fact] of facts.entries()) {
    const input = fact.kind === "command" ? inputOf(fact, facts, index, streams, nested) : "some";
    streams.push(fact.kind === "command" ? outputOf(fact, input) : "some");
  }
  return facts.map((fact, index) => (fact.kind === "redirect" ? into(fact, facts, index, streams) : (streams[index] ?? "some")));
}

/** What a command finds on its standard input. */
function inputOf(fact: CommandFact, facts: readonly ShellFact[], index: number, streams: readonly Stream[], nested: boolean): Stream {
  const { stdin } = fact;
  switch (stdin.kind) {
    // The host's shell tool gives no input.
    case "inherit":
      return nested ? "some" : "empty";
    case "file":
      return fileStream(stdin.target);
    case "text":
      return literal(stdin.content) === "" ? "empty" : "some";
    case "pipe":
      return streams[stageBefore(fact.place, facts, index)] ?? "some";
    default:
      return stdin satisfies never;
  }
}

/** The text that the command before gives on, where it only does that: `cat` of a here-document, `echo` of known words. */
export function textBefore(place: Place, facts: readonly ShellFact[], index: number): WordFact | undefined {
  const before = facts[stageBefore(place, facts, index)];
  return before?.kind === "command" ? textOf(before) : undefined;
}

/** The same of the last command inside a word. */
export function textWithin(place: Place, facts: readonly ShellFact[], index: number): WordFact | undefined {
  const inside = facts.slice(Math.max(0, index - REACH), index).findLast((fact) => fact.kind === "command" && isInside(fact.place, place));
  return inside?.kind === "command" ? textOf(inside) : undefined;
}

/** What a command puts out, where that is a known text. */
export function textOf(fact: CommandFact): WordFact | undefined {
  const words = fact.argv.map(literal);
  if (words.length === 1 && words[0] === "cat" && fact.stdin.kind === "text") return fact.stdin.content;
  const known = words.filter((text) => text !== undefined);
  if (known.length < words.length || !/^(?:echo|printf)$/.test(words[0] ?? "")) return undefined;
  const text = known.slice(known[1]?.startsWith("-") ? 2 : 1).join(" ");
  // A format's newlines are what matters to a script.
  return textWord(`${words[0] === "printf" ? text.replaceAll("\\n", "\n") : text}\n`, fact.place);
}

/** The last command before this one that isn't part of its own words; -1 where there is none. */
export function stageBefore(place: Place, facts: readonly ShellFact[], index: number): number {
  for (let at = index - 1; at >= Math.max(0, index - REACH); at -= 1) {
    const fact = facts[at];
    if (fact?.kind === "command" && !isInside(fact.place, place)) return at;
  }
  return -1;
}

/** The command that a redirection belongs to comes after it and around it. */
function into(fact: RedirectFact, facts: readonly ShellFact[], index: number, streams: readonly Stream[]): Stream {
  return fact.alone ? "empty" : (streams[commandOf(fact, facts, index)] ?? "some");
}

/** Where the command of a redirection stands; -1 where it has none of its own. */
export function commandOf(fact: RedirectFact, facts: readonly ShellFact[], index: number): number {
  for (let at = index + 1; at < Math.min(facts.length, index + REACH); at += 1) {
    const next = facts[at];
    if (next?.kind === "command" && isInside(fact.place, next.place)) return at;
  }
  return -1;
}

/** True when the first place lies in the second. In a text that another command holds all places are the same. */
export function isInside(inner: Place, outer: Place): boolean {
  return inner.offset >= outer.offset && inner.end <= outer.end;
}

function fileStream(word: WordFact): Stream {
  const text = literal(word);
  if (text === "/dev/null") return "empty";
  return text !== undefined && isEndless(text) ? "endless" : "some";
}

/** True for a device that never stops giving. */
export function isEndless(path: string): boolean {
  return dataList("streams", "endless").includes(path);
}

function outputOf(fact: CommandFact, input: Stream): Stream {
  const [path, ...rest] = unprefixed(fact.argv.map((word) => literal(word)));
  const name = path?.replace(/^\/(?:usr\/)?bin\//, "");
  if (name === undefined) return "some";
  if (dataList("streams", "silent").includes(name)) return "empty";
  switch (name) {
    case "yes":
      return "endless";
    case "seq":
      return rest.some((text) => /^inf/i.test(text ?? "") || Number(text) > 1e9) ? "endless" : "some";
    // A bare newline is as good as nothing.
    case "echo":
      return rest.every((text, at) => text === "" || (at === 0 && /^-[neE]+$/.test(text ?? ""))) ? "empty" : "some";
    case "printf":
      return rest.length > 0 && rest.every((text) => text !== undefined && /^(?:%s)?(?:\\n)*$/.test(text)) ? "empty" : "some";
    case "head":
    case "tail":
      return cutOff(
        rest,
        input,
        rest.some((text) => isEndless(text ?? "")),
      );
    case "dd":
      return copied(rest, input);
    case "openssl":
      if (rest[0] !== "rand") return "some";
      return rest.some((text) => isLarge(text ?? "")) ? "endless" : "noise";
    default:
      return dataList("streams", "passing").includes(name) ? passed(name, rest, input) : "some";
  }
}

/** The words of the command that `timeout 5 nice` and the like run. */
function unprefixed(words: readonly (string | undefined)[]): readonly (string | undefined)[] {
  let at = 0;
  while (dataList("streams", "prefixes").includes(words[at] ?? "")) {
    at += 1;
    for (; at < words.length && /^-|^\w+=|^\d+(?:\.\d+)?[smhd]?$/.test(words[at] ?? ""); at += 1)
      if (dataList("streams", "prefixValues").includes(words[at] ?? "")) at += 1;
  }
  return words.slice(at);
}

/** `head` and `tail`: nothing, or the beginning of what may be endless. */
function cutOff(words: readonly (string | undefined)[], input: Stream, endless: boolean): Stream {
  const line = words.map((text) => text ?? "?").join(" ");
  if (/(?:^| )(?:-0|-[nc] ?0|--(?:lines|bytes)[= ]0)(?: |$)/.test(line)) return "empty";
  const size = /(?:^| )(?:-c ?|--bytes[= ])(\S+)/.exec(line)?.[1];
  if (!endless && input !== "endless") return input === "noise" ? "noise" : "some";
  return size !== undefined && isLarge(size) ? "endless" : "noise";
}

/** `dd` without `of=`. */
function copied(words: readonly (string | undefined)[], input: Stream): Stream {
  const source = words.find((text) => text?.startsWith("if="))?.slice(3);
  if (source === undefined ? input !== "endless" : !isEndless(source)) return "some";
  return isUnbounded(words) ? "endless" : "noise";
}

/** True when the words of a `dd` let it copy more than a disk should take. */
export function isUnbounded(words: readonly (string | undefined)[]): boolean {
  const value = (name: string): string | undefined => words.find((text) => text?.startsWith(`${name}=`))?.slice(name.length + 1);
  const count = value("count");
  if (count === undefined) return true;
  const block = sizeOf(value("bs") ?? value("obs") ?? value("ibs") ?? "512") ?? 512;
  return isLarge(String((sizeOf(count) ?? 0) * block));
}

/** A filter gives on what it gets: a file among its words, else its input. */
function passed(name: string, words: readonly (string | undefined)[], input: Stream): Stream {
  if (words.some((text) => text !== undefined && isEndless(text))) return bounded(name, words) ? "noise" : "endless";
  const operands = words.filter((text) => text === undefined || !/^-./.test(text));
  const keeps = name === "tee" || name === "sponge";
  if (name !== "cat" && !keeps)
    return input === "endless" ? (bounded(name, words) ? "noise" : "endless") : input === "noise" ? "noise" : "some";
  if (keeps || operands.length === 0 || operands.every((text) => text === "-")) return input;
  return operands.every((text) => text === "/dev/null") ? "empty" : "some";
}

/** `sed 5q`, `grep -m1`, `xxd -l 16`, `od -N 16` stop by themselves. */
function bounded(name: string, words: readonly (string | undefined)[]): boolean {
  if (name === "sed") return words.some((text) => /q/i.test(text ?? "q"));
  return words.some((text) => /^(?:-[a-zA-Z]*[mlNSn]\d*|--(?:max-count|read-bytes|length|stop-at-size).*)$/.test(text ?? ""));
}
