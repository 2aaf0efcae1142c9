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
const PSQL_LOOKS = /^\\(?:d[\w+]*|l\+?|du\+?|dt\+?|conninfo|x|timing|pset|t|a|encoding|z|sf\+?|sv\+?|h|\?|q|echo|set|c|connect)(?:\s|$|\\)/;

/** The strongest effect of the statements in a text, meta commands of psql included. */
export function sqlEffect(text: string): SqlEffect {
  const parts = text
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, " ")
    .replace(/'(?:[^']|'')*'/g, "''")
    .split(/;|\n(?=\\)/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  return parts.map(statementEffect).reduce<SqlEffect>((worst, next) => (RANK[next] > RANK[worst] ? next : worst), "looks");
}

function statementEffect(part: string): SqlEffect {
  if (part.startsWith("\\")) return PSQL_LOOKS.test(part) && !/[|`!]|\\o\b/.test(part) ? "looks" : "unknown";
  const text = part.toLowerCase();
  if (REACHES.test(text)) return "unknown";
  if (EMPTIES.test(text)) return "empties";
  if (LOOKS.test(text)) {
    if (/\b(delete\s+from|truncate)\b/.test(text)) return "empties";
    return /\b(insert\s+into|update\s+\w+\s+set|into\s+\w+\s+from|nextval|setval|for\s+update)\b/.test(text) ? "changes" : "looks";
  }
  // An update without a condition reaches every row.
  if (/^update\b/.test(text) && !/\bwhere\b/.test(text)) return "empties";
  return CHANGES.test(text) ? "changes" : "unknown";
}

const MONGO_EMPTIES = /\b(drop\w*|delete(One|Many)?|remove|deleteMany|bulkWrite|shutdownServer|renameCollection)\s*\(/;
const MONGO_LOOKS =
  /^\s*(show\s+\w+|use\s+\w+|printjson|print|JSON\.stringify)|\.(find|findOne|count\w*|distinct|stats|getIndexes|getCollectionNames|getCollectionInfos|aggregate|explain|version|serverStatus|hello|estimatedDocumentCount)\s*\(/;
const MONGO_CHANGES =
  /\b(insert\w*|update\w*|replaceOne|save|create\w*|findOneAnd\w+|\$out|\$merge|runCommand|adminCommand|eval|load|require|\w*[Ee]xec\w*)\b/;

export function mongoEffect(text: string): SqlEffect {
  if (MONGO_EMPTIES.test(text)) return "empties";
  if (MONGO_CHANGES.test(text)) return "unknown";
  return MONGO_LOOKS.test(text) ? "looks" : "unknown";
}

const REDIS_LOOKS = new Set(
  "get mget exists keys scan type ttl pttl strlen getrange hget hgetall hmget hkeys hvals hlen hexists hscan lrange llen lindex smembers scard sismember sscan zrange zrangebyscore zrevrange zcard zscore zrank zcount zscan info ping dbsize memory lastsave time slowlog object dump xrange xlen xinfo randomkey echo role command latency pubsub bitcount getbit geopos geodist monitor".split(
    " ",
  ),
);
const REDIS_EMPTIES = new Set(["flushall", "flushdb", "del", "unlink", "swapdb", "shutdown", "debug"]);

export function redisEffect(words: readonly string[]): SqlEffect {
  const name = words[0]?.toLowerCase();
  if (name === undefined) return "looks";
  if (REDIS_EMPTIES.has(name)) return "empties";
  if (name === "config" || name === "client" || name === "cluster" || name === "acl" || name === "script")
    return /^(get|list|info|id|nodes|whoami|getname|exists)$/i.test(words[1] ?? "") ? "looks" : "changes";
  if (name === "eval" || name === "evalsha" || name === "fcall" || name === "module") return "unknown";
  return REDIS_LOOKS.has(name) ? "looks" : "changes";
}
