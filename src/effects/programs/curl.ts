// curl, wget and the HTTPie family. Law: a request fetches unless a word makes it carry data; files that are sent along are read.

import type { WordFact } from "../../shell/facts.ts";
import { isNumber, knownPrefix, literal, textWord } from "../../shell/word.ts";
import type { Call, GivenOption, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { hasAny, namesOf } from "./git-refs.ts";

const READ_METHODS = /^(GET|HEAD|OPTIONS|PROPFIND|REPORT|TRACE)$/i;
const DATA = ["-d", "--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode", "--json", "--url-query"];
const SENDS = [
  "-F",
  "--form",
  "--form-string",
  "-T",
  "--upload-file",
  "-Q",
  "--quote",
  "--mail-from",
  "--mail-rcpt",
  "--upload-flags",
  "-t",
  "--telnet-option",
];
/** The connection may go somewhere else than the address says. */
const REROUTES = [
  "--connect-to",
  "--resolve",
  "-x",
  "--proxy",
  "--preproxy",
  "--socks4",
  "--socks4a",
  "--socks5",
  "--socks5-hostname",
  "--proxy1.0",
  "--doh-url",
  "--dns-servers",
  "--haproxy-protocol",
];
const OTHER_PROTOCOLS = /^(gopher|gophers|dict|telnet|smtp|smtps|imap|imaps|pop3|pop3s|rtsp|mqtt|ldap|ldaps|ws|wss|rtmp|tftp):/i;

const curl: Handler = (call) => {
  const names = namesOf(call);
  const { operands, options } = call.parse();
  const effects = [...call.table()];
  if (hasAny(names, "-V", "--version", "-h", "--help", "-M", "--manual")) return effects;
  const method = literal(options.findLast((option) => option.name === "-X" || option.name === "--request")?.value);
  const given = hasAny(names, "-X", "--request");
  const hasData = hasAny(names, ...DATA.slice(0, 7)) && !(hasAny(names, "-G", "--get") && !given);
  const made = options.some((option) => DATA.includes(option.name) && option.value !== undefined && carries(option.value));
  const sends = hasData || made || hasAny(names, ...SENDS) || (given && !READ_METHODS.test(method ?? ""));
  const urls = [...operands, ...options.flatMap((option) => (option.name === "--url" && option.value ? [option.value] : []))];
  for (const url of urls) effects.push(...requestEffects(call, url, sends));
  for (const option of options) effects.push(...sentFiles(call, option));
  if (hasAny(names, ...REROUTES)) effects.push(call.effect({ kind: "network", direction: sends ? "send" : "fetch", peer: "elsewhere" }));
  return effects;
};

function requestEffects(call: Call, url: WordFact, sends: boolean): readonly Effect[] {
  const text = literal(url) ?? knownPrefix(url);
  if (/^file:/i.test(text)) {
    const path = text.replace(/^file:(\/\/(localhost|127\.0\.0\.1)?)?/i, "");
    const rest = literal(url) === undefined ? undefined : path;
    return sends
      ? call.write(textWord(path, url.place))
      : rest === undefined
        ? [call.opaque("which file is read is not known", url)]
        : call.read(textWord(decoded(rest), url.place));
  }
  if (OTHER_PROTOCOLS.test(text)) return call.network("send", url);
  return call.network(sends || carriesUnknown(url) ? "send" : "fetch", url);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Not an escaped path: curl takes it as it stands.
    return path;
  }
}

/** A value that is made at run time, numbers apart, can carry out what was read: `-G` puts it into the address. */
function carries(value: WordFact): boolean {
  return value.pieces.some((piece) => piece.kind === "unknown" && piece.form !== "number");
}

/** A query that is made at run time can carry out what was read. */
function carriesUnknown(url: WordFact): boolean {
  let query = false;
  for (const piece of url.pieces) {
    if (piece.kind === "text") query ||= piece.text.includes("?");
    else if (query && piece.kind === "unknown" && !isNumber(piece)) return true;
  }
  return false;
}

/** `@FILE` in data, a form, a header or a format is read. */
function sentFiles(call: Call, option: GivenOption): readonly Effect[] {
  const { name, value } = option;
  if (!value) return [];
  const text = literal(value) ?? knownPrefix(value);
  const path = fileIn(name, text);
  if (name === "-w" || name === "--write-out") {
    if (text.startsWith("@")) return [call.opaque("the format is in a file, and can name files to write", value)];
    const targets = [...text.matchAll(/%output\{(?:>>)?([^}]*)\}/g)].map((match) => match[1] ?? "");
    if (targets.length > 0) return targets.flatMap((target) => call.write(textWord(target, value.place)));
    if (literal(value) === undefined) return [call.opaque("the format is not known, and can name files to write", value)];
  }
  if (path === undefined || path === "" || path === "-") return [];
  if (literal(value) === undefined) return [call.opaque("which file is sent is not known", value)];
  return call.read(textWord(path, value.place));
}

function fileIn(name: string, text: string): string | undefined {
  switch (name) {
    case "-d":
    case "--data":
    case "--data-ascii":
    case "--data-binary":
    case "--json":
    case "-H":
    case "--header":
    case "--proxy-header":
      return text.startsWith("@") ? text.slice(1) : undefined;
    case "--data-urlencode":
    case "--url-query":
      return /^[^=@]*@(.*)$/s.exec(text)?.[1];
    case "-F":
    case "--form":
      return /^[^=]*=[@<]([^;,]*)/.exec(text)?.[1];
    case "-T":
    case "--upload-file":
      return text;
    case "-b":
    case "--cookie":
      return text.includes("=") ? undefined : text;
    default:
      return undefined;
  }
}

const wget: Handler = (call) => {
  const names = namesOf(call);
  const { operands, options } = call.parse();
  const effects = [...call.table()];
  if (hasAny(names, "-V", "--version", "-h", "--help")) return effects;
  const method = options.findLast((option) => option.name === "--method")?.value;
  const sends =
    hasAny(names, "--post-data", "--post-file", "--body-data", "--body-file") ||
    (method !== undefined && !READ_METHODS.test(literal(method) ?? ""));
  for (const url of operands) effects.push(...call.network(sends || carriesUnknown(url) ? "send" : "fetch", url));
  if (hasAny(names, "-i", "--input-file")) effects.push(call.effect({ kind: "network", direction: "fetch", peer: "elsewhere" }));
  const named = hasAny(names, "-O", "--output-document", "-P", "--directory-prefix");
  const looks = hasAny(names, "--spider") && !hasAny(names, "-r", "--recursive", "-m", "--mirror", "-p", "--page-requisites");
  if (!named && !looks) effects.push(...call.write(textWord(".", call.fact.place)));
  return effects;
};

/** `http [METHOD] URL [ITEM...]`: an item with `=` or `:=` makes it a POST. */
const http: Handler = (call) => {
  const names = namesOf(call);
  const { operands } = call.parse();
  const effects = [...call.table()];
  if (hasAny(names, "--version", "--help") || operands.length === 0) return effects;
  const [first] = operands;
  const isMethod = /^[A-Za-z]+$/.test(literal(first) ?? "") && operands.length > 1 && literal(first) !== "localhost";
  const url = isMethod ? operands[1] : first;
  const items = operands.slice(isMethod ? 2 : 1).map((word) => literal(word) ?? knownPrefix(word));
  const files = items.flatMap((item) => /^[^=@]*(?::?=)?@(.+)$/.exec(item)?.[1] ?? []);
  const carries =
    items.some((item) => /[^=]:?=(?!=)|@/.test(item)) ||
    hasAny(names, "--raw", "-f", "--form", "--multipart") ||
    call.fact.stdin.kind === "text" ||
    call.fact.stdin.kind === "file";
  const sends = isMethod ? !READ_METHODS.test(literal(first) ?? "") : carries;
  if (!url) return effects;
  // The request is only shown.
  if (hasAny(names, "--offline", "--curl", "--curl-long"))
    return [...effects, ...files.flatMap((path) => call.read(textWord(path, url.place)))];
  const address = /^:\d*(\/|$)/.test(literal(url) ?? "") ? textWord(`localhost${literal(url)}`, url.place) : url;
  return [
    ...effects,
    ...call.network(sends || carriesUnknown(url) ? "send" : "fetch", address),
    ...files.flatMap((path) => call.read(textWord(path, url.place))),
  ];
};

export const requestHandlers: Readonly<Record<string, Handler>> = { curl, wget, http };
