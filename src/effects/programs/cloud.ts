// Command line tools of clouds. Law: a verb that isn't known changes something, and what removes a whole store or group can't be undone.

import { literal } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { destroys, fetches, homeWrite, sends, withKnownWords, wordsOf } from "./remote-effects.ts";
import { secretRead } from "./secrets.ts";

const AWS_FLAGS = new Set(
  "--recursive --force --quiet --dryrun --delete --no-paginate --no-verify-ssl --debug --no-cli-pager --dry-run --no-dry-run --human-readable --summarize --with-decryption --only-show-errors --no-progress --no-sign-request --follow --watch --follow-symlinks --exact-timestamps --size-only --no-include-email --include-all-instances --version --help --skip-final-snapshot --no-execute-changeset".split(
    " ",
  ),
);
const AWS_READS =
  /^(describe|list|get|head|lookup|search|query|scan|select|filter|batch-get|view|wait|validate|preview|estimate|simulate|tail|test|check|help|detect|decode|generate-cli-skeleton|transact-get|start-query)(-|$)/;
const AWS_STORES =
  /^(terminate-instances|delete-(db-\w+|stack|stack-set|bucket|table|cluster|vpc|file-system|volume|snapshot|organization|account|hosted-zone|user-pool|domain|replication-group|cache-cluster|backup-vault|repository|log-group|function|key-pair|load-balancer|distribution|secret|nodegroup|service|queue|topic|image|objects)|deregister-image|schedule-key-deletion|close-account|purge-queue|deactivate\w*)/;

const aws: Handler = (call) => {
  const { operands, options, unknown } = wordsOf(call, AWS_FLAGS);
  const [service, operation] = operands;
  if (service === undefined) return unknown ? [call.opaque("which command of aws runs is not known", unknown)] : [];
  if (service === "help" || operation === "help") return [];
  if (service === "configure")
    return ["list", "get", "list-profiles"].includes(operation ?? "") ? [secretOrNothing(call, operation)].flat() : [homeWrite(call)];
  if (service === "s3") return awsObjects(call, operation ?? "", operands.slice(2), options);
  if (operation === undefined) return [call.opaque("which command of aws runs is not known", unknown)];
  if (service === "sso" || (service === "eks" && operation === "update-kubeconfig")) return [sends(call), homeWrite(call)];
  if (
    /^(get-secret-value|batch-get-secret-value|get-password-data|get-login-password|get-session-token|get-authorization-token|get-federation-token|decrypt)$/.test(
      operation,
    ) ||
    (operation.startsWith("get-parameter") && options.includes("--with-decryption"))
  )
    return [fetches(call), secretRead(call)];
  if (AWS_STORES.test(operation)) return [destroys(call, `${service} ${operation} removes what can't be made again`)];
  if (service === "s3api" && operation === "get-object")
    return [fetches(call), ...call.write(call.args.at(-1) ?? call.fact.argv[0] ?? { pieces: [], place: call.fact.place })];
  return [AWS_READS.test(operation) && operation !== "test-invoke-method" ? fetches(call) : sends(call)];
};

function secretOrNothing(call: Call, operation: string | undefined): readonly Effect[] {
  return operation === "get" ? [secretRead(call)] : [];
}

function awsObjects(call: Call, operation: string, paths: readonly string[], options: readonly string[]): readonly Effect[] {
  if (options.includes("--dryrun")) return [fetches(call)];
  const [from = "", to = ""] = paths;
  if (operation === "ls" || operation === "presign") return [fetches(call)];
  if (operation === "rm") return [options.includes("--recursive") ? destroys(call, "removes every object below a prefix") : sends(call)];
  if (operation === "rb") return [options.includes("--force") ? destroys(call, "removes a bucket with all its objects") : sends(call)];
  if (["cp", "mv", "sync"].includes(operation) && from.startsWith("s3://") && !to.startsWith("s3://")) {
    const target = call.args.find((word) => literal(word) === to);
    return [operation === "mv" ? sends(call) : fetches(call), ...(target && to !== "-" ? call.write(target) : [])];
  }
  return [sends(call)];
}

const VERBS_READ = new Set(
  "list describe show ls get read tail info version versions help logs status history search cat du stat head query-none get-iam-policy get-value list-usages list-ip-addresses list-locations list-skus check-name exists get-credentials-none get-server-config get-ancestors lint validate diff wait top print config-list account-show whoami me inspect releases ps domains current".split(
    " ",
  ),
);
const VERBS_DESTROY = new Set(["delete", "destroy", "purge", "rm", "remove", "undelete-none"]);
const STORES = new Set(
  "projects group groups instances instance databases database disks disk buckets bucket clusters cluster sql storage vm aks keyvault server account apps app firestore functions services db cosmosdb resource subscription zone".split(
    " ",
  ),
);

/** gcloud and az: the verb is one of the operands, behind the names of the groups. */
function verbTool(flags: ReadonlySet<string>, secrets: RegExp, home: RegExp, reads: RegExp): Handler {
  return (call) => {
    const { operands, unknown } = wordsOf(call, flags);
    if (operands.length === 0) return unknown ? [call.opaque("which command runs is not known", unknown)] : [];
    const line = operands.join(" ");
    if (secrets.test(line)) return [fetches(call), secretRead(call)];
    if (reads.test(line)) return [];
    if (home.test(line)) return [homeWrite(call), sends(call)];
    const verb = operands.find(
      (text) =>
        VERBS_READ.has(text) ||
        VERBS_DESTROY.has(text) ||
        /^(create|update|set|add|deploy|start|stop|restart|run|ssh|scp|import|export|reset|cp|mv|rsync|sync|connect|invoke|apply|submit|enable|disable|login)\b/.test(
          text,
        ),
    );
    if (verb !== undefined && VERBS_DESTROY.has(verb))
      return [
        operands.some((text) => STORES.has(text) || /-r|recursive/.test(text))
          ? destroys(call, `${line} removes what can't be made again`)
          : sends(call),
      ];
    return [verb !== undefined && VERBS_READ.has(verb) ? fetches(call) : sends(call)];
  };
}

const GCLOUD_FLAGS = new Set(
  "--quiet -q --uri --async --help -h --verbosity-none --no-user-output-enabled --log-http --global --follow --version".split(" "),
);
const gcloud = verbTool(
  GCLOUD_FLAGS,
  /^(auth (print-\w+-token|application-default print)|secrets versions access)/,
  /^(config (set|unset|configurations (create|activate|delete))|auth (login|revoke|activate|application|configure)|components|container clusters get-credentials|init)/,
  /^(config (list|get|get-value|configurations list)|auth list|version|info|help|topic)/,
);
const AZ_FLAGS = new Set("--yes -y --no-wait --help -h --debug --verbose --only-show-errors".split(" "));
const az = verbTool(
  AZ_FLAGS,
  /(keyvault secret (show|download)|account get-access-token|list-keys|keys list|credential (show|list)|show-connection-string|list-publishing)/,
  /^(login|logout|account set|config set|configure|aks get-credentials|extension (add|remove|update)|upgrade)/,
  /^(version|config get|find|help|extension list|cloud list)/,
);

/** Tools of other clouds: groups of nouns with a verb among them. */
const verbs = verbTool(
  new Set(["--help", "-h", "--json", "--text", "--force", "-f", "--yes", "-y"]),
  /^$/,
  /^$/,
  /^(version|help|completion)$/,
);

export const cloudHandlers: Readonly<Record<string, Handler>> = {
  aws: withKnownWords(aws, 2),
  gcloud: withKnownWords(gcloud, 2),
  az: withKnownWords(az, 2),
  verbs: withKnownWords(verbs, 2),
};
