// Clients of database servers. Law: a server of this machine is the project's, unless its name says production; any other belongs to others.

import type { WordFact } from "../../shell/facts.ts";
import { literal } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { isLoopback } from "../network.ts";
import { hasAny, namesOf } from "./git-refs.ts";
import { mongoEffect, redisEffect, type SqlEffect, sqlEffect } from "./server-sql.ts";

interface Server {
  readonly local: boolean;
  readonly word: WordFact | undefined;
}

const PRODUCTION = /(^|[^a-z])(prod|production|live)([^a-z]|$)/i;

/** Options that may hold the address of a server in place of a name. */
const DATABASE_OPTIONS = new Set(["-d", "--dbname", "--database", "--uri", "--maintenance-db", "-D"]);
/** An address of a server: a URL, a list of settings, or a host with a port or a database. */
const ADDRESS = /:\/\/|\bhost(?:addr)?=|\bservice=|^[\w.-]+:\d+(?:\/|$)|^(?:[\w-]+\.)+[\w-]+\/\w*$/;

/** Which server the call speaks to: the host option, an address among the operands, or this machine. */
function serverOf(call: Call, hostOptions: readonly string[]): Server {
  const { operands, options } = call.parse();
  const host = options.findLast((option) => hostOptions.includes(option.name))?.value;
  const databases = options.flatMap((option) => (DATABASE_OPTIONS.has(option.name) && option.value ? [option.value] : []));
  const address = [...operands, ...databases].find((word) => ADDRESS.test(literal(word) ?? ""));
  const text = literal(host) ?? literal(address)?.replace(/^.*\bhost(?:addr)?=([^\s]+).*$/s, "$1");
  const unknown = [...operands, ...databases, ...(host ? [host] : [])].some((word) => literal(word) === undefined);
  // An address may hold `user:password@` and may end without a host.
  const bare = text?.replace(/^[a-z+]+:\/\//i, "").replace(/^[^@/]*@/, "") ?? "";
  const local = !unknown && (bare === "" || bare.startsWith("/") || bare.startsWith("?") || isLoopback(bare));
  const production = [...operands, ...options.flatMap((option) => (option.value ? [option.value] : []))].find(
    (word) => !/\s/.test(literal(word) ?? "") && PRODUCTION.test(literal(word) ?? ""),
  );
  return { local: local && !production, word: production ?? host ?? address };
}

function answer(call: Call, server: Server, effect: SqlEffect, word: WordFact | undefined): readonly Effect[] {
  const peer = server.local ? "loopback" : "elsewhere";
  switch (effect) {
    case "looks":
      return [call.effect({ kind: "network", direction: "fetch", peer }, word)];
    case "changes":
      return server.local
        ? [call.effect({ kind: "execute", what: "installed", why: "changes a local database" }, word)]
        : [call.effect({ kind: "network", direction: "send", peer }, word)];
    case "empties":
      return server.local
        ? [call.effect({ kind: "reset", why: "loses data of a local database" }, word)]
        : [call.effect({ kind: "destroy", why: "loses data of a database of others" }, word)];
    case "unknown":
      return [
        call.opaque("what this does to the database is not known", word),
        call.effect({ kind: "network", direction: "send", peer }, word),
      ];
    default:
      return effect satisfies never;
  }
}

interface Client {
  readonly hosts: readonly string[];
  readonly statements: readonly string[];
  readonly files: readonly string[];
  readonly lists: readonly string[];
  readonly effectOf: (text: string) => SqlEffect;
}

/** A client that takes statements as an option, from a file, or on its input. */
function client(kind: Client): Handler {
  return (call) => {
    const names = namesOf(call);
    const table = call.table();
    if (hasAny(names, "--version", "-V", "--help", "-?")) return table;
    const server = serverOf(call, kind.hosts);
    const { options } = call.parse();
    const effects = [...table];
    const texts = options.filter((option) => kind.statements.includes(option.name)).map((option) => option.value);
    for (const word of texts) {
      const text = literal(word);
      effects.push(...answer(call, server, text === undefined ? "unknown" : kind.effectOf(text), word));
    }
    if (hasAny(names, ...kind.lists)) effects.push(...answer(call, server, "looks", undefined));
    const files = options.filter((option) => kind.files.includes(option.name));
    if (files.length > 0) effects.push(...answer(call, server, "unknown", files[0]?.value));
    if (texts.length === 0 && files.length === 0 && !hasAny(names, ...kind.lists))
      effects.push(...answer(call, server, stdinEffect(call, kind), server.word));
    return effects;
  };
}

/** The first operand is the server. */
function hostFirst(handler: Handler): Handler {
  return (call) => {
    const [host] = call.parse().operands;
    const effects = handler(call);
    const local = host === undefined || isLoopback(literal(host) ?? "");
    return local ? effects : effects.map((effect) => elsewhere(call, effect));
  };
}

/** What would be a matter of this machine, at a server that is named. */
function elsewhere(call: Call, effect: Effect): Effect {
  if (effect.kind === "network") return call.effect({ kind: "network", direction: effect.direction, peer: "elsewhere" });
  if (effect.kind === "execute") return call.effect({ kind: "network", direction: "send", peer: "elsewhere" });
  return effect.kind === "reset" ? call.effect({ kind: "destroy", why: "loses data of a database of others" }) : effect;
}

function stdinEffect(call: Call, kind: Client): SqlEffect {
  const { stdin } = call.fact;
  if (stdin.kind !== "text") return "unknown";
  const text = literal(stdin.content);
  return text === undefined ? "unknown" : kind.effectOf(text);
}

const dropDatabase: Handler = (call) => answer(call, serverOf(call, ["-h", "--host"]), "empties", call.parse().operands[0]);
const createDatabase: Handler = (call) => answer(call, serverOf(call, ["-h", "--host"]), "changes", call.parse().operands[0]);
const dumpDatabase: Handler = (call) => [...call.table(), ...answer(call, serverOf(call, ["-h", "--host"]), "looks", undefined)];
/** `-l` lists what an archive holds; without a database the archive becomes a text. */
const restoreDatabase: Handler = (call) => {
  const names = namesOf(call);
  const { operands } = call.parse();
  const table = call.table();
  if (hasAny(names, "-l", "--list", "--version", "-V")) return [...table, ...operands.flatMap((word) => call.read(word))];
  const prints = hasAny(names, "-f", "--file") && !hasAny(names, "-d", "--dbname");
  return prints ? table : [...table, ...answer(call, serverOf(call, ["-h", "--host"]), "empties", undefined)];
};

/** Ways of looking that need no command. */
const REDIS_SCANS = new Set([
  "--scan",
  "--bigkeys",
  "--memkeys",
  "--hotkeys",
  "--stat",
  "--latency",
  "--latency-history",
  "--latency-dist",
]);

const redis: Handler = (call) => {
  const { operands, options, unexplained } = call.parse();
  const server = serverOf(call, ["-h", "-u"]);
  const effects = unexplained.map(({ word, why }) => call.opaque(`redis-cli: ${why}`, word));
  if (options.some((option) => option.name === "--version" || option.name === "--help")) return effects;
  if (options.some((option) => ["--eval", "--pipe", "--rdb", "--functions-rdb", "--cluster"].includes(option.name)))
    return [...effects, ...answer(call, server, "unknown", undefined)];
  const words = operands.map((word) => literal(word) ?? "");
  if (words.length === 0 && options.some((option) => REDIS_SCANS.has(option.name)))
    return [...effects, ...answer(call, server, "looks", undefined)];
  if (words.length > 0) return [...effects, ...answer(call, server, redisEffect(words), operands[0])];
  const { stdin } = call.fact;
  const text = stdin.kind === "text" ? literal(stdin.content) : undefined;
  const lines = text?.split("\n").filter((line) => line.trim() !== "") ?? [];
  if (lines.length === 0) return [...effects, ...answer(call, server, "unknown", undefined)];
  return [...effects, ...lines.flatMap((line) => answer(call, server, redisEffect(line.trim().split(/\s+/)), operands[0]))];
};

const mysqlAdmin: Handler = (call) => {
  const [verb] = call.parse().operands;
  const text = literal(verb) ?? "";
  const looks = ["status", "ping", "version", "variables", "processlist", "extended-status"].includes(text);
  return [
    ...call.table(),
    ...answer(
      call,
      serverOf(call, ["-h", "--host"]),
      looks ? "looks" : text === "drop" ? "empties" : text === "create" ? "changes" : "unknown",
      verb,
    ),
  ];
};

export const databaseHandlers: Readonly<Record<string, Handler>> = {
  psql: client({
    hosts: ["-h", "--host"],
    statements: ["-c", "--command"],
    files: ["-f", "--file"],
    lists: ["-l", "--list"],
    effectOf: (text) => sqlEffect(text, true),
  }),
  mysql: client({
    hosts: ["-h", "--host"],
    statements: ["-e", "--execute"],
    files: [],
    lists: [],
    effectOf: (text) => sqlEffect(text),
  }),
  clickhouse: client({
    hosts: ["-h", "--host"],
    statements: ["-q", "--query"],
    files: ["--queries-file"],
    lists: [],
    effectOf: (text) => sqlEffect(text),
  }),
  cqlsh: hostFirst(
    client({
      hosts: [],
      statements: ["-e", "--execute"],
      files: ["-f", "--file"],
      lists: [],
      effectOf: (text) => sqlEffect(text),
    }),
  ),
  mongo: client({ hosts: ["--host"], statements: ["--eval"], files: ["-f", "--file"], lists: [], effectOf: mongoEffect }),
  "redis-cli": redis,
  "drop-database": dropDatabase,
  "create-database": createDatabase,
  "dump-database": dumpDatabase,
  "restore-database": restoreDatabase,
  "mysql-admin": mysqlAdmin,
};
