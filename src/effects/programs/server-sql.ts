// What a statement does to a database server. Law: only what certainly looks is a look; a statement that isn't known is unknown.

export type SqlEffect = "looks" | "changes" | "empties" | "unknown";

const RANK: Readonly<Record<SqlEffect, number>> = { looks: 0, changes: 1, empties: 2, unknown: 3 };

const LOOKS = /^(select|show|describe|desc|explain|values|table|with|use|help)\b/;
const EMPTIES = /^(drop|truncate|delete)\b|\bdrop\s+(column|table|schema|database|constraint)\b/;
const CHANGES =
  /^(insert|update|create|alter|grant|revoke|set|begin|commit|rollback|start|comment|analyze|vacuum|reindex|refresh|merge|replace|lock|reset|discard|optimize|rename|savepoint|end)\b/;
/** Writes files, runs programs, ends other sessions. */
const REACHES =
  /\b(copy\s+.*\b(to|from)\b|into\s+(out|dump)file|load\s+data|load_file|lo_export|lo_import|pg_read_\w+|pg_terminate_backend|pg_cancel_backend|dblink|pg_sleep|xp_cmdshell|program|pg_reload_conf|pg_ls_dir|do\s+\$|call\s|execute\s)/;
const FUNCTIONS =
  /\b(pg_(?:terminate|cancel|reload|rotate|switch|promote|create|drop|stat_reset|notify|logical|replication|wal_replay|file|import|advisory|ls)\w*|lo_\w+|set_config|(?:query|table|schema|database)_to_xml\w*|sys_(?:exec|eval)|benchmark|get_lock|cron\.\w+)\s*\(/;
/** Commands of psql itself that look. */
const PSQL_LOOKS =
  /^(?:d[\w+]*|l\+?|conninfo|x|timing|pset|t|a|encoding|z|sf\+?|sv\+?|h|\?|q|echo|set|c|connect|lo_list|dconfig\+?|copyright|errverbose|p|f)$/;

/** The strongest effect of the statements in a text. `psql`: its backslash commands count as well, elsewhere they are unknown. */
export function sqlEffect(text: string, psql = false): SqlEffect {
  const parts = statements(text);
  if (!parts) return "unknown";
  return parts
    .map((part) => statementEffect(part, psql))
    .reduce<SqlEffect>((worst, next) => (RANK[next] > RANK[worst] ? next : worst), "looks");
}

const TOKEN = /--(?=\s|$)[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|[^'"`]/gy;

/** The statements without comments and contents of strings; undefined where two servers would find different ends of a string or a comment. */
function statements(text: string): readonly string[] | undefined {
  let plain = "";
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) return undefined;
    if (token.startsWith("/*") && token.length > 1) {
      // `/*!` is run by MySQL, and only PostgreSQL nests comments.
      if (/^\/\*M?!|^\/\*[\s\S]*\/\*/.test(token)) return undefined;
      plain += " ";
    } else if (token.startsWith("--") && token.length > 1) plain += " ";
    else if (/^['"`]./s.test(token)) {
      if (/\\['"`\\]/.test(token) || token.endsWith(`\\${token[0]}`)) return undefined;
      plain += token.startsWith("'") ? "''" : token.replace(/[;\\]/g, " ");
    } else plain += token;
  }
  // A quote behind `#` or inside `$$` is a comment or a string for one server and not for the other.
  if (/#[^\n]*['"`]|\$\w*\$/.test(plain) || /\/\*/.test(plain)) return undefined;
  return plain
    .split(/;|\n(?=\s*\\)/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function statementEffect(part: string, psql: boolean): SqlEffect {
  if (part.startsWith("\\")) return psql && metaLooks(part) ? "looks" : "unknown";
  // `\g FILE`, `\gexec`, `\!` behind a statement.
  if (part.includes("\\")) return "unknown";
  const text = part.toLowerCase();
  if (REACHES.test(text) || FUNCTIONS.test(text)) return "unknown";
  if (EMPTIES.test(text)) return "empties";
  if (LOOKS.test(text)) {
    if (/\b(delete\s+from|truncate|drop)\b/.test(text)) return "empties";
    return /\b(insert\s+into|update\s+[\w."]+\s+(as\s+\w+\s+)?set|merge\s+into|into|nextval|setval|for\s+(no\s+key\s+)?update)\b/.test(text)
      ? "changes"
      : "looks";
  }
  // An update without a condition reaches every row.
  if (/^update\b/.test(text) && !/\bwhere\b/.test(text)) return "empties";
  return CHANGES.test(text) ? "changes" : "unknown";
}

/** All backslash commands of the line are known, and none goes to another server. */
function metaLooks(part: string): boolean {
  const commands = part.split("\\").slice(1);
  if (/[|`!]/.test(part)) return false;
  return commands.every((command) => {
    const [name = "", ...words] = command.trim().split(/\s+/);
    if (name === "c" || name === "connect") return words.length <= 1 && !/[=:/]/.test(words[0] ?? "");
    return name === "" || PSQL_LOOKS.test(name);
  });
}

const MONGO_EMPTIES = /\b(drop\w*|delete(One|Many)?|remove|bulkWrite|shutdownServer|renameCollection)\s*\(/;
const MONGO_CALLS = new Set(
  "find findOne count countDocuments estimatedDocumentCount distinct stats getIndexes getCollectionNames getCollectionInfos getCollection getSiblingDB getMongo getName getDBNames getDBs aggregate explain version serverStatus serverBuildInfo buildInfo hello isMaster hostInfo currentOp listDatabases toArray limit sort skip pretty project batchSize maxTimeMS hint collation length hasNext next size itcount status conf printReplicationInfo dataSize storageSize totalSize totalIndexSize latencyStats getUsers getUser getRoles getRole getProfilingStatus getLogComponents printjson print stringify ObjectId ISODate Date NumberLong NumberInt NumberDecimal UUID".split(
    " ",
  ),
);
const MONGO_UNSURE =
  /=>|\bfunction\b|(^|[^=!<>])=(?!=)|\$(out|merge|function|where|accumulator)\b|`|\b(load|require|eval|process|new\s+(?!Date\b|ObjectId\b))\b/;

/** Law: a script looks only if every call in it is known to look. */
export function mongoEffect(text: string): SqlEffect {
  if (MONGO_EMPTIES.test(text)) return "empties";
  if (/^\s*(show\s+\w+|use\s+[\w-]+|exit|help)\s*;?\s*$/.test(text)) return "looks";
  const bare = text.replace(/'[^'\\\n]*'|"[^"\\\n]*"/g, "''");
  if (MONGO_UNSURE.test(text) || /['"\\]/.test(bare.replace(/''/g, ""))) return "unknown";
  const calls = [...bare.matchAll(/([\w$]*)\s*\(/g)].map((match) => match[1] ?? "");
  return calls.length > 0 && calls.every((name) => MONGO_CALLS.has(name)) ? "looks" : "unknown";
}

const REDIS_LOOKS = new Set(
  "get mget exists keys scan type ttl pttl strlen getrange hget hgetall hmget hkeys hvals hlen hexists hscan lrange llen lindex smembers scard sismember sscan zrange zrangebyscore zrevrange zcard zscore zrank zcount zscan info ping dbsize memory lastsave time slowlog object dump xrange xlen xinfo randomkey echo role command latency pubsub bitcount getbit geopos geodist monitor xread xrevrange zrangebylex zrevrangebyscore zmscore smismember hrandfield srandmember sinter sunion sdiff sintercard zinter zunion zdiff lpos bitpos geosearch georadius_ro expiretime pexpiretime hstrlen substr lcs zrevrank json.get json.mget json.type ft.search ft.info ft._list ts.get ts.range ts.info".split(
    " ",
  ),
);
const REDIS_EMPTIES = new Set(["flushall", "flushdb", "del", "unlink", "swapdb", "shutdown", "debug"]);

export function redisEffect(words: readonly string[]): SqlEffect {
  const name = words[0]?.toLowerCase();
  if (name === undefined) return "looks";
  if (REDIS_EMPTIES.has(name)) return "empties";
  if (["slowlog", "latency", "memory", "object", "command", "pubsub"].includes(name))
    return /^(reset|purge)$/i.test(words[1] ?? "") ? "changes" : "looks";
  if (name === "config" || name === "client" || name === "cluster" || name === "acl" || name === "script")
    return /^(get|list|info|id|nodes|whoami|getname|exists|cat|getuser|slots|shards|links|myid|keyslot|countkeysinslot|help)$/i.test(
      words[1] ?? "",
    )
      ? "looks"
      : "changes";
  if (name === "eval" || name === "evalsha" || name === "fcall" || name === "module") return "unknown";
  return REDIS_LOOKS.has(name) ? "looks" : "changes";
}
