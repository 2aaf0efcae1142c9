// Programs that reach other machines: scp, rsync, netcat, ping. Law: what runs on another machine is a change there;
// an option that names a program to run here is a question.

import type { WordFact } from "../../shell/facts.ts";
import { isNumber, knownPrefix, literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { hasAny, namesOf } from "./git-refs.ts";
import { carriedLinks, linkEffects } from "./links.ts";
import { placedEffects } from "./placed.ts";

/** `-o NAME=VALUE` settings that neither run a program here nor open a way in. */
const SSH_SETTINGS =
  /^(BatchMode|ConnectTimeout|ConnectionAttempts|StrictHostKeyChecking|LogLevel|Port|User|HostName|IdentityFile|IdentitiesOnly|ServerAlive\w+|TCPKeepAlive|Compression|PreferredAuthentications|PasswordAuthentication|PubkeyAuthentication|KbdInteractiveAuthentication|NumberOfPasswordPrompts|RequestTTY|ForwardAgent|ForwardX11|AddressFamily|ControlMaster|ControlPersist|ControlPath|ExitOnForwardFailure|HostKeyAlgorithms|KexAlgorithms|Ciphers|MACs|PubkeyAcceptedKeyTypes|PubkeyAcceptedAlgorithms|CheckHostIP|HashKnownHosts|UpdateHostKeys|VisualHostKey|GSSAPIAuthentication|UserKnownHostsFile|GlobalKnownHostsFile|ProxyJump)[= ]/i;

function sshSettings(call: Call): readonly Effect[] {
  const effects: Effect[] = [];
  for (const option of call.parse().options) {
    const text = option.value && (literal(option.value) ?? knownPrefix(option.value));
    if (text === undefined) continue;
    if (option.name === "-o" && !SSH_SETTINGS.test(text.trim()))
      effects.push(call.opaque("the setting can make ssh run a program", option.value));
    if (option.name === "-F" && text !== "/dev/null" && text !== "none")
      effects.push(call.opaque("the configuration can make ssh run a program", option.value));
  }
  return effects;
}

function isRemote(word: WordFact): boolean {
  const text = literal(word) ?? knownPrefix(word);
  return /^(?:[^/:]+|\[[^\]]+\]):|^(?:rsync|scp|sftp|ssh):\/\//.test(text);
}

/** The last operand is the target; a target on another machine is a send. */
function copyEffects(call: Call, operands: readonly WordFact[], dry: boolean): readonly Effect[] {
  const target = operands.at(-1);
  const sources = operands.slice(0, -1);
  if (!target) return [call.opaque(`${call.program} is not told what to copy`)];
  if (sources.length === 0) return isRemote(target) ? call.network("fetch", target) : call.read(target);
  const reads = sources.flatMap((word) => (isRemote(word) ? call.network("fetch", hostPart(word)) : call.read(word)));
  if (isRemote(target)) return [...reads, ...call.network(dry ? "fetch" : "send", hostPart(target))];
  if (dry) return reads;
  const [form, merges] = call.program === "rsync" ? (["inside", "/"] as const) : (["either", "/."] as const);
  const parents = hasAny(namesOf(call), "-R", "--relative");
  const local = sources.filter((word) => !isRemote(word));
  return [
    ...reads,
    ...call.write(target),
    ...placedEffects(call, sources, target, { form, whole: true, merges, parents }),
    ...carriedLinks(call, local, { target, form }),
  ];
}

function hostPart(word: WordFact): WordFact {
  const text = literal(word);
  const host = text === undefined || text.includes("://") ? undefined : /^(?:[^/@]*@)?(\[[^\]]+\]|[^:]+):/.exec(text)?.[1];
  return host === undefined ? word : textWord(host, word.place);
}

const scp: Handler = (call) => [...call.table(), ...sshSettings(call), ...copyEffects(call, call.parse().operands, false)];

const PLAIN_SSH =
  /^ssh( -p ?\d+| -i ?[\w./~-]+| -[qT46aCx]+| -o ?(BatchMode|ConnectTimeout|StrictHostKeyChecking|UserKnownHostsFile|LogLevel)=[\w./-]+)*$/;

const rsync: Handler = (call) => {
  const names = namesOf(call);
  const { operands, options } = call.parse();
  const effects = [...call.table()];
  if (hasAny(names, "--version", "--help") || (names.has("-V") && operands.length === 0)) return effects;
  for (const option of options) {
    if ((option.name === "-e" || option.name === "--rsh") && !PLAIN_SSH.test(literal(option.value) ?? ""))
      effects.push(call.opaque("the option names a program that carries the data", option.value));
    if (["--rsync-path", "-M", "--remote-option"].includes(option.name))
      effects.push(call.opaque("the option changes what runs on the other side", option.value));
  }
  const dry = hasAny(names, "-n", "--dry-run", "--list-only");
  effects.push(...copyEffects(call, operands, dry));
  const target = operands.at(-1);
  // What is the same there becomes a second name of the file, seen from the target.
  const shared = options.flatMap(({ name, value }) => (name === "--link-dest" && value ? [value] : []));
  if (!dry && target && !isRemote(target)) effects.push(...linkEffects(call, shared, { target, form: "inside", symbolic: true }));
  const deletes = options.some((option) => option.name.startsWith("--del"));
  if (!dry && deletes && target && operands.length > 1)
    effects.push(...(isRemote(target) ? call.network("send", hostPart(target)) : call.remove(target, true)));
  if (!dry && names.has("--remove-source-files"))
    effects.push(
      ...operands.slice(0, -1).flatMap((word) => (isRemote(word) ? call.network("send", hostPart(word)) : call.remove(word, true))),
    );
  return effects;
};

/** netcat: a look at a port, a listener, or a pipe for data. */
const netcat: Handler = (call) => {
  const names = namesOf(call);
  const { operands } = call.parse();
  const table = call.table();
  if (hasAny(names, "-h", "--help", "--version")) return table;
  if (hasAny(names, "-l", "--listen")) return [...table, call.effect({ kind: "execute", what: "installed", why: "opens a port" })];
  const [host] = operands;
  if (!host) return [...table, call.opaque(`${call.program} is not told where to connect`)];
  const proxied = hasAny(names, "-x", "--proxy") ? [call.effect({ kind: "network", direction: "send", peer: "elsewhere" })] : [];
  return [...table, ...proxied, ...call.network(names.has("-z") ? "fetch" : "send", host)];
};

/** Options of socat that only say how much is told, and how long is waited. */
const SOCAT_OPTIONS = /^-(?:d+\d?|D|v|x|u|U|s|V|h+|\?+|4|6|ls|lp.*|lu|lh|[tTb][\d.]+)$/;

const socat: Handler = (call) => {
  const odd = call.args.find((word) => /^-./.test(literal(word) ?? "") && !SOCAT_OPTIONS.test(literal(word) ?? ""));
  if (odd) return [call.opaque("the option of socat is not known, and may name a file to write", odd)];
  const words = call.args.filter((word) => !(literal(word) ?? "").startsWith("-"));
  const programs = words.filter((word) => /exec|system|shell|pty|,(?:.*[=]!)/i.test(literal(word) ?? "exec"));
  if (programs.length > 0) return programs.map((word) => call.opaque("the address can run a program", word));
  return words.flatMap((word) => {
    const text = literal(word) ?? "";
    const host = /^(?:tcp|udp|openssl|ssl|sctp)\w*:(\[[^\]]+\]|[^:,]+)/i.exec(text)?.[1];
    if (host !== undefined && !/listen/i.test(text)) return call.network("send", textWord(host, word.place));
    const file = /^(?:open|create|file|gopen):([^,]+)/i.exec(text)?.[1];
    if (file !== undefined) return call.write(textWord(file, word.place));
    return /^(?:stdio|stdin|stdout|-)$/i.test(text)
      ? []
      : [call.effect({ kind: "execute", what: "installed", why: "opens a connection" }, word)];
  });
};

/** ping, dig, whois: a question to a host. A server may be named with `@`. */
const lookup: Handler = (call) => {
  const { operands } = call.parse();
  const tells = call.args.length === 1 && hasAny(new Set([literal(call.args[0]) ?? ""]), "-V", "-v", "-h", "--version", "--help");
  if (tells) return call.table();
  // Names may come from a file or the input, and without any dig asks for the root.
  if (operands.length === 0) return [...call.table(), call.effect({ kind: "network", direction: "fetch", peer: "elsewhere" })];
  const local = operands.every((word) => /^(localhost|127(\.\d+){3}|::1|@localhost|@127(\.\d+){3})$/.test(literal(word) ?? ""));
  const carries = operands.some(
    (word) => word.pieces.some((piece) => piece.kind === "unknown" && !isNumber(piece)) && word.pieces.length > 1,
  );
  return [
    ...call.table(),
    call.effect({ kind: "network", direction: carries ? "send" : "fetch", peer: local ? "loopback" : "elsewhere" }, operands[0]),
  ];
};

const keygen: Handler = (call) => {
  const names = namesOf(call);
  const { options } = call.parse();
  const file = options.findLast((option) => option.name === "-f")?.value;
  const table = call.table();
  if (hasAny(names, "-R", "-H"))
    return [...table, ...call.write(file ?? textWord("~/.ssh/known_hosts".replace("~", call.workspace.home), call.fact.place))];
  const makes = hasAny(names, "-t", "-p", "-c", "-M", "-A", "-I", "-Y", "-s", "-K");
  if (hasAny(names, "-l", "-F", "-B", "-e", "-L") && !makes) return table;
  if (names.has("-y") && file) return [...table, ...call.read(file)];
  return [...table, ...call.write(file ?? textWord(`${call.workspace.home}/.ssh/id_ed25519`, call.fact.place))];
};

export const transferHandlers: Readonly<Record<string, Handler>> = {
  scp,
  rsync,
  netcat,
  socat,
  "host-lookup": lookup,
  "ssh-keygen": keygen,
};
