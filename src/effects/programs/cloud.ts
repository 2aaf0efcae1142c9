// The command line tools of AWS and of BigQuery. Law: an operation that isn't known changes something, and what removes a whole store can't be undone.

import type { WordFact } from "../../shell/facts.ts";
import { knownPrefix, literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { destroys, fetches, homeWrite, ownFiles, sends, UNKNOWN_OPERAND, withKnownWords, wordsOf } from "./remote-effects.ts";
import { secretRead } from "./secrets.ts";
import { sqlEffect } from "./server-sql.ts";

const AWS_FLAGS = new Set(
  "--recursive --force --quiet --dryrun --delete --no-paginate --no-verify-ssl --debug --no-cli-pager --dry-run --no-dry-run --human-readable --summarize --with-decryption --only-show-errors --no-progress --no-sign-request --follow --watch --follow-symlinks --no-follow-symlinks --exact-timestamps --size-only --no-include-email --include-all-instances --version --help --skip-final-snapshot --no-execute-changeset --cli-auto-prompt --no-cli-auto-prompt --ignore-glacier-warnings --force-glacier-transfer --no-guess-mime-type --include-shared --include-public --all-regions --no-consistent-read --consistent-read --no-scan-index-forward --scan-index-forward --include-values --include-value --include-deleted --show-all".split(
    " ",
  ),
);
const AWS_READS =
  /^((describe|list|get|head|lookup|search|query|scan|batch-get|transact-get|view|wait|validate|preview|estimate|simulate|filter)(-|$)|select-resource-config|select-object-content$|start-query$|start-live-tail$|tail$|help$|check-(domain-availability|dns-availability|capacity|no-new-access|access-not-granted|no-public-access)$|test-(event-pattern|metric-filter|dns-answer|function)$|decode-authorization-message$)/;
/** Named like a look, but sends a message, runs code, or starts something. */
const AWS_ACTS = /^(get-user-attribute-verification-code|simulate-reservation)$/;
const AWS_SECRETS =
  /^(get-secret-value|batch-get-secret-value|get-password-data|get-login|get-login-password|get-session-token|get-authorization-token|get-federation-token|get-token|get-role-credentials|get-credentials-for-identity|get-cluster-credentials|get-cluster-credentials-with-iam|get-credentials|get-data-key|get-instance-access-details|get-instance-access|get-relational-database-master-user-password|get-workload-access-token|decrypt|generate-db-auth-token|generate-db-connect-auth-token|generate-db-connect-admin-auth-token|generate-data-key|generate-data-key-pair|download-default-key-pair|create-access-key|assume-role|assume-role-with-saml|assume-role-with-web-identity)$/;
/** The last operand is the file that the answer goes to. */
const AWS_FILES =
  /^(s3api get-object|s3api get-object-torrent|glacier get-job-output|apigateway get-(export|sdk)|apigatewayv2 export-api|lambda invoke|polly synthesize-speech|ebs get-snapshot-block|codeartifact get-package-version-asset|iot-data get-thing-shadow|appconfig get-(configuration|hosted-configuration-version)|appconfigdata get-latest-configuration|mediastore-data get-object|kinesis-video-(archived-)?media get-\S+|s3api select-object-content|workmailmessageflow get-raw-message-content|bedrock-runtime invoke-model|sagemaker-runtime invoke-endpoint|s3control get-\S+-torrent|cloudhsm get-config|neptunedata execute-\S+)$/;
const AWS_STORES =
  /^(terminate-(instances|job-flows|environment)|delete-(db-\w+|stack|stack-set|bucket|table|cluster|vpc|file-system|volume|snapshot|organization|account|hosted-zone|user-pool|domain|elasticsearch-domain|replication-group|cache-cluster|backup-vault|recovery-point|repository|log-group|function|key-pair|load-balancer|distribution|secret|nodegroup|service|queue|topic|stream|image|objects|rest-api|api|environment|application|identity-pool|state-machine|global-cluster|ledger|keyspace)|deregister-image|schedule-key-deletion|close-account|purge-queue|deactivate\w*)(-|$)/;

const aws: Handler = (call) => {
  const { operands, options, unknown } = wordsOf(call, AWS_FLAGS);
  const [service, operation] = operands;
  if (service === undefined) return unknown ? [call.opaque("which command of aws runs is not known", unknown)] : [];
  if (service === "help" || operation === "help" || operands[2] === "help") return [];
  const files = paramFiles(call);
  if (service === "configure") return configure(call, operation, operands[2]);
  if (service === "s3") return [...awsObjects(call, operation ?? "", operands.slice(2), options), ...files];
  if (operation === undefined) return [call.opaque("which command of aws runs is not known", unknown)];
  if (service === "sso" && (operation === "login" || operation === "logout")) return [sends(call), homeWrite(call)];
  if (service === "eks" && operation === "update-kubeconfig") return [fetches(call), homeWrite(call)];
  const secret =
    AWS_SECRETS.test(operation) ||
    options.some((option) => option === "--include-values" || option === "--include-value") ||
    (operation.startsWith("get-parameter") && options.includes("--with-decryption"));
  const reads = AWS_READS.test(operation) && !AWS_ACTS.test(operation);
  if (secret) return [reads || !operation.startsWith("create") ? fetches(call) : sends(call), secretRead(call), ...files];
  if (AWS_STORES.test(operation)) return [destroys(call, `${service} ${operation} removes what can't be made again`)];
  const target = AWS_FILES.test(`${service} ${operation}`) ? call.args.at(-1) : undefined;
  return [reads ? fetches(call) : sends(call), ...(target ? call.write(target) : []), ...files];
};

/** `aws configure list` looks for a role of the machine at an address of the network. */
function configure(call: Call, operation: string | undefined, name: string | undefined): readonly Effect[] {
  switch (operation) {
    case "list-profiles":
      return [];
    case "list":
      return [fetches(call)];
    case "get":
      return /(^|\.)(region|output|cli_pager|role_arn|source_profile|sso_\w+|s3|endpoint_url|duration_seconds|mfa_serial)$/.test(name ?? "")
        ? []
        : [secretRead(call)];
    case "export-credentials":
      return [fetches(call), secretRead(call)];
    default:
      return [homeWrite(call)];
  }
}

/** `file://` and `fileb://` stand for a file's content, which is sent along. */
function paramFiles(call: Call): readonly Effect[] {
  return call.args.flatMap((word) => {
    const path = /(?:^|=)fileb?:\/\/(.+)$/s.exec(literal(word) ?? knownPrefix(word))?.[1];
    return path === undefined ? [] : call.read(textWord(path, word.place));
  });
}

function awsObjects(call: Call, operation: string, paths: readonly string[], options: readonly string[]): readonly Effect[] {
  if (options.includes("--dryrun")) return [fetches(call)];
  const [from = "", to = ""] = paths;
  if (operation === "ls" || operation === "presign") return [fetches(call)];
  if (operation === "rm") return [options.includes("--recursive") ? destroys(call, "removes every object below a prefix") : sends(call)];
  if (operation === "rb") return [options.includes("--force") ? destroys(call, "removes a bucket with all its objects") : sends(call)];
  if (["cp", "mv", "sync"].includes(operation) && from.startsWith("s3://") && !to.startsWith("s3://") && to !== UNKNOWN_OPERAND) {
    const target = call.args.find((word) => literal(word) === to);
    const deletes = operation === "sync" && options.includes("--delete") && target ? call.remove(target, true) : [];
    return [operation === "mv" ? sends(call) : fetches(call), ...(target && to !== "-" ? call.write(target) : []), ...deletes];
  }
  // What goes up is read here.
  const source = ["cp", "mv", "sync"].includes(operation) ? call.args.find((word) => literal(word) === from) : undefined;
  return [sends(call), ...(source && from !== "-" && !from.startsWith("s3://") ? call.read(source) : [])];
}

const BQ_FLAGS = new Set(
  "-q --quiet --headless --batch --nosync --sync --dry_run --use_legacy_sql --nouse_legacy_sql --replace --append_table --allow_large_results --noallow_large_results --flatten_results --noflatten_results --use_cache --nouse_cache --require_cache -f --force -r --recursive -d --dataset -t --table -j --jobs -m --model -a --all --schema --view --routine --help --version --autodetect --noautodetect --nodebug_mode --debug_mode --synchronous_mode --nosynchronous_mode --print_header --noprint_header --encryption_service_account".split(
    " ",
  ),
);

/** The statements of `bq query` decide; the other verbs speak for themselves. */
const bq: Handler = (call) => {
  const { operands, options, unknown } = wordsOf(call, BQ_FLAGS);
  const [verb, ...rest] = operands;
  if (verb === undefined) return unknown ? [call.opaque("which command of bq runs is not known", unknown)] : [ownFiles(call)];
  if (verb === "help" || verb === "version") return [ownFiles(call)];
  if (["ls", "show", "head", "wait", "get-iam-policy", "info"].includes(verb)) return [fetches(call)];
  if (verb === "rm") return [destroys(call, "removes tables or data sets")];
  if (verb === "init") return [homeWrite(call)];
  if (verb !== "query") return [sends(call)];
  if (options.includes("--dry_run")) return [fetches(call)];
  const stores = options.some((option) => /^--(destination_|replace|append_table|schedule|external_table|udf|time_partition)/.test(option));
  return statementEffects(call, rest, stores);
};

function statementEffects(call: Call, texts: readonly string[], stores: boolean): readonly Effect[] {
  const { stdin } = call.fact;
  const input: WordFact | undefined = texts.length === 0 && stdin.kind === "text" ? stdin.content : undefined;
  const text = texts.length > 0 ? texts.join(" ") : literal(input);
  if (text === undefined || text.includes(UNKNOWN_OPERAND)) return [sends(call), call.opaque("the statement is not known", input)];
  switch (sqlEffect(text)) {
    case "looks":
      return [stores ? sends(call) : fetches(call)];
    case "empties":
      return [destroys(call, "loses data of a data set")];
    case "changes":
      return [sends(call)];
    case "unknown":
      return [sends(call), call.opaque("what the statement does is not known")];
  }
}

export const cloudHandlers: Readonly<Record<string, Handler>> = {
  aws: withKnownWords(aws, 2),
  bq: withKnownWords(bq, 1),
};
