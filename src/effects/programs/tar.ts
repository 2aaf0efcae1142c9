// tar: what is packed, what is unpacked where, and which options run programs. Law: only looking and the standard streams are harmless.

import type { Cwd, WordFact } from "../../shell/facts.ts";
import { literal, textWord, valuesOf } from "../../shell/word.ts";
import type { Call, GivenOption } from "../call.ts";
import type { Effect } from "../effect.ts";
import { unpackedEffects } from "./placed.ts";
import { wordOf } from "./texts.ts";

const LOOKS = ["-t", "--list", "-d", "--diff", "--compare", "--test-label"];
const EXTRACTS = ["-x", "--extract", "--get"];
const CREATES = ["-c", "--create"];
const CHANGES = ["-r", "--append", "-u", "--update", "-A", "--catenate", "--concatenate", "--delete"];
const SHOWS = ["--help", "--usage", "-?", "--version", "--show-defaults"];
const RUNS = ["--to-command", "--rsh-command", "--rmt-command", "-F", "--info-script", "--new-volume-script"];
const COMPRESSORS =
  /^(gzip|pigz|bzip2|pbzip2|lbzip2|xz|pixz|zstd|zstdmt|lz4|lzip|plzip|lzma|lzop|brotli|compress)( -([0-9]|T[0-9]+|p[0-9]+))*$/;
/** Letters of the old style that take the next word. */
const OLD_VALUES = "bCfFgHIKLNTVX";

export function tar(call: Call): readonly Effect[] {
  const [first, ...rest] = call.args;
  const text = literal(first);
  if (first && text !== undefined && text !== "" && !text.startsWith("-")) {
    const args = oldStyle(text, first, rest);
    return args ? tar(call.with({ args })) : [call.opaque("the letters of tar lack a value", first)];
  }
  const parsed = call.parse();
  const given = (names: readonly string[]): readonly GivenOption[] => parsed.options.filter((option) => names.includes(option.name));
  const has = (names: readonly string[]): boolean => given(names).length > 0;
  const effects: Effect[] = parsed.unexplained.map(({ word, why }) => call.opaque(`tar: ${why}`, word));
  effects.push(...parsed.options.flatMap((option) => optionEffects(option, call)));
  if (has(SHOWS)) return effects;
  const archives = given(["-f", "--file"]).map((option) => option.value ?? wordOf("-", call));
  const forced = has(["--force-local"]);
  effects.push(...archives.flatMap((archive) => (forced ? [] : remoteEffects(archive, call))));
  if (has(CHANGES)) return [...effects, ...archives.flatMap(call.write), ...parsed.operands.flatMap(call.read)];
  if (has(CREATES)) {
    if (has(["--remove-files"])) effects.push(...parsed.operands.flatMap((word) => call.remove(word, true)));
    return [...effects, ...archives.flatMap(call.write), ...memberReads(parsed.operands, given(["-C", "--directory"]), call)];
  }
  effects.push(...archives.flatMap(call.read));
  if (has(EXTRACTS)) return [...effects, ...extractEffects(has, given(["-C", "--directory", "--one-top-level"]), parsed.operands, call)];
  return has(LOOKS) ? effects : [...effects, call.opaque("tar is not told what to do")];
}

/** `tar xzf a.tgz` as `tar -x -z -f a.tgz`. */
function oldStyle(letters: string, word: WordFact, rest: readonly WordFact[]): readonly WordFact[] | undefined {
  const args: WordFact[] = [];
  let next = 0;
  for (const letter of letters) {
    args.push(textWord(`-${letter}`, word.place));
    if (!OLD_VALUES.includes(letter)) continue;
    const value = rest[next++];
    if (!value) return undefined;
    args.push(value);
  }
  return [...args, ...rest.slice(next)];
}

function optionEffects(option: GivenOption, call: Call): readonly Effect[] {
  const { name, value } = option;
  if (RUNS.includes(name)) return value ? runEffects(value, call) : [];
  switch (name) {
    case "-I":
    case "--use-compress-program": {
      const known = value && valuesOf(value)?.every((text) => COMPRESSORS.test(text));
      return known ? [] : [call.effect({ kind: "execute", what: "installed", why: "tar runs a program to compress" }, option.word)];
    }
    case "-M":
    case "--multi-volume":
    case "-L":
    case "--tape-length":
      return [call.opaque("tar asks for the next volume, and an answer may start a shell", option.word)];
    case "--checkpoint-action":
      return value ? checkpointEffects(value, call) : [];
    case "-g":
    case "--listed-incremental":
    case "--volno-file":
    case "--index-file":
      return value ? call.write(value) : [];
    case "--atime-preserve":
      return [call.effect({ kind: "write", target: { kind: "unknown", why: "tar sets the times of files back" } }, option.word)];
    case "-T":
    case "--files-from":
    case "-X":
    case "--exclude-from":
    case "--add-file":
      return value ? call.read(value) : [];
    default:
      return [];
  }
}

/** The command gets the archive's content and names besides its own words, so it can't be judged alone. */
function runEffects(command: WordFact, call: Call): readonly Effect[] {
  return [
    ...call.script(command),
    call.effect({ kind: "execute", what: "installed", why: "tar runs a command for what it handles" }, command),
  ];
}

function checkpointEffects(action: WordFact, call: Call): readonly Effect[] {
  return (valuesOf(action) ?? ["exec="]).flatMap((text) => {
    if (/^(dot|bell|totals|echo(=.*)?|ttyout=.*|sleep=\d+|wait=.*)$/s.test(text) || text === ".") return [];
    return text.startsWith("exec=") && text.length > 5
      ? call.script(wordOf(text.slice(5), call))
      : [call.opaque("tar does something at checkpoints", action)];
  });
}

/** `host:file` is reached through a remote shell. */
function remoteEffects(archive: WordFact, call: Call): readonly Effect[] {
  const names = valuesOf(archive);
  const local = names?.every((name) => !/^[^/]*:/.test(name)) ?? archive.pieces[0]?.kind !== "unknown";
  return local ? [] : [call.effect({ kind: "network", direction: "send", peer: "elsewhere" }, archive)];
}

/** Members that are packed, from the folder that `-C` names. */
function memberReads(operands: readonly WordFact[], folders: readonly GivenOption[], call: Call): readonly Effect[] {
  const cwds: readonly (Cwd | undefined)[] = [undefined, ...folders.map((option) => option.value && call.folder(option.value))];
  return cwds.flatMap((cwd) => operands.flatMap((word) => (cwd ? call.with({ cwd }) : call).read(word)));
}

function extractEffects(
  has: (names: readonly string[]) => boolean,
  folders: readonly GivenOption[],
  members: readonly WordFact[],
  call: Call,
): readonly Effect[] {
  if (has(["-O", "--to-stdout", "--to-command"])) return [];
  const absolute = has(["-P", "--absolute-names"])
    ? [call.effect({ kind: "write", target: { kind: "unknown", why: "the archive names absolute paths" } })]
    : [];
  const targets = folders.flatMap((option) => (option.value ? [option.value] : []));
  const named = has(["-T", "--files-from", "--transform", "--xform", "--wildcards", "--strip-components"]) ? [] : members;
  return [
    ...absolute,
    ...(targets.length > 0 ? targets : [wordOf(".", call)]).flatMap((word) => [...call.write(word), ...unpackedEffects(call, word, named)]),
  ];
}
