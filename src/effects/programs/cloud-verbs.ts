// Tools whose verb stands among the names of groups and things: gcloud, gsutil, az, doctl and their like.
// Law: a verb that isn't known changes something; a word that changes something wins over one that looks, since a thing may be called like a verb.

import { literal } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { baseProgram, destroys, fetches, homeWrite, ownFiles, sends, withKnownWords, wordsOf } from "./remote-effects.ts";
import { secretRead } from "./secrets.ts";

interface Tool {
  /** Options without a value; any other takes the word after it along. */
  readonly flags: ReadonlySet<string>;
  /** Lines that print a secret, write settings below the home folder, or stay on this machine. */
  readonly secrets?: RegExp;
  readonly home?: RegExp;
  readonly local?: RegExp;
  /** A verb that looks. */
  readonly looks: RegExp;
  /** Names of what is lost as a whole with one removal. */
  readonly stores?: RegExp;
  /** Options that name a file to write. */
  readonly writes?: readonly string[];
}

const REMOVES = /^(delete|destroy|purge|rm|remove|rb|erase|terminate|prune|wipe|uninstall)(-|$)/;
const CHANGES =
  /^((set|add|remove|update|create|import|export|start|stop|reset|enable|disable|attach|detach|power|rotate|run|send|move|apply|restore|simulate|perform|reboot|rebuild|upload|insert|execute|cancel|invalidate)-[\w-]+|create|update|set|unset|add|deploy|start|stop|restart|reboot|run|ssh|scp|import|export|reset|cp|mv|rsync|sync|connect|invoke|apply|submit|enable|disable|login|logout|undelete|restore|patch|replace|move|migrate|promote|rollback|resize|suspend|resume|attach|detach|bind|unbind|link|unlink|grant|revoke|rotate|publish|ack|pull|push|call|execute|exec|recreate|failover|clone|copy|upload|install|upgrade|approve|reject|cancel|abandon|write|sign|encrypt|decrypt|activate|deactivate|clear|kill|drain|scale|modify|edit|put|post|change|assign|unassign|shutdown|rebuild|release|retry|trigger|mk|mb|load|extract|insert|compose|rewrite|setmeta|signurl|generate|new|register|deregister|rename|renew|send|transfer|tag|untag|use|switch|init)$/;

function verbTool(tools: Readonly<Record<string, Tool>>): Handler {
  return (call) => {
    const name = baseProgram(call);
    const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
    if (!tool) return [call.opaque(`${name} has no list of verbs`)];
    const { operands, options, unknown } = wordsOf(call, tool.flags);
    if (operands.length === 0) return unknown ? [call.opaque("which command runs is not known", unknown)] : [ownFiles(call)];
    if (asksForHelp(options)) return [ownFiles(call)];
    const line = operands.join(" ");
    if (tool.secrets?.test(line)) return [fetches(call), secretRead(call)];
    if (tool.local?.test(line)) return [ownFiles(call)];
    if (tool.home?.test(line)) return [homeWrite(call), sends(call)];
    if (operands.some((text) => REMOVES.test(text))) {
      const whole = tool.stores?.test(line) === true || options.some((option) => /^(-r|-R|--recursive)$/.test(option));
      return [whole ? destroys(call, `${line} removes what can't be made again`) : sends(call)];
    }
    const [first, ...others] = operands;
    const track = first === "alpha" || first === "beta" ? others : operands;
    // The first word names a group, which may be called like a verb: `gcloud run services list`.
    if (track.some((text, index) => (index > 0 || track.length === 1) && CHANGES.test(text))) return [sends(call)];
    return operands.some((text) => tool.looks.test(text)) ? [fetches(call), ...namedFiles(call, tool.writes ?? [])] : [sends(call)];
  };
}

/** `--help` alone: beside another option it may be that one's value. */
function asksForHelp(options: readonly string[]): boolean {
  return options.length === 1 && /^(--help|-h)$/.test(options[0] ?? "");
}

function namedFiles(call: Call, options: readonly string[]): readonly Effect[] {
  return call.args.flatMap((word, index) => {
    const next = call.args[index + 1];
    return next && options.includes(literal(word) ?? "") ? call.write(next) : [];
  });
}

const STORES =
  /(^| )(projects?|groups?|instances?|databases?|disks?|volumes?|buckets?|clusters?|sql|storage|vm|vms|linodes|droplet|server|servers|aks|keyvault|account|accounts|apps?|webapp|functionapp|firestore|functions|services|db|rdb|cosmosdb|redis|resource|subscription|zone|domains?|namespaces?|secrets|keys|compute|os|k8s|kubernetes|lke|pubsub|topics|tables?|datasets?|org)( |$)/;

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

const LISTS = /^(list|ls|logs|get|show|view|describe|inspect|list-[\w-]+|get-[\w-]+|show-[\w-]+|[\w-]+-(list|view|get|show))$/;

const GCLOUD: Tool = {
  flags: words(
    "--quiet -q --uri --async --help -h --no-user-output-enabled --user-output-enabled --log-http --no-log-http --global --version --long --recursive -r -R --all-versions",
  ),
  secrets:
    /^((alpha|beta) )?(auth (print-\w+-token|application-default print)|config config-helper|secrets versions access|sql generate-login-token|compute reset-windows-password)/,
  home: /^(config (set|unset|configurations (create|activate|delete|rename))|auth (login|revoke|activate|application|configure)|components|container clusters get-credentials|compute config-ssh|init|feedback|survey|cheat-sheet|emulators|interactive)/,
  local: /^(config (list|get|get-value|configurations (list|describe))|auth list|version|info|help|topic)/,
  looks: /^(list|ls|describe|read|log|tail|lookup|search|cat|du|hash|stat|(list|search|query|get|read)-[\w-]+)$/,
  stores: STORES,
};

const SALESFORCE: Tool = {
  flags: words("--help -h --json --version -v --all --verbose"),
  secrets: /^(org display|force:org:display|auth)/,
  home: /^(config|alias|plugins|update|org (login|logout))/,
  local: /^(version|help|commands|which|autocomplete)/,
  looks: /^(list|query|report|preview|get)$/,
  stores: STORES,
};

const tools: Readonly<Record<string, Tool>> = {
  gcloud: GCLOUD,
  sf: SALESFORCE,
  sfdx: SALESFORCE,
  gsutil: {
    flags: words("-m -D -DD -q --version -r -R -a -f -I -n -c -C -v -p -P -e -z -Z -U -l -L -b -d -s --help"),
    local: /^(version|help)/,
    home: /^(config|update)/,
    looks: /^(ls|cat|du|hash|stat|get|list)$/,
    stores: / rb |^rb |\*\*/,
  },
  doctl: {
    flags: words("--help -h --trace --verbose -v --force -f --wait --no-header --interactive"),
    secrets: /^(kubernetes|k8s|k) (cluster |c )?(kubeconfig|kcfg) (show|s)|^registry docker-config|^databases? connection|^db connection/,
    home: /^auth|kubeconfig (save|remove)/,
    local: /^(version|help|completion)/,
    looks: LISTS,
    stores: STORES,
  },
  "linode-cli": {
    flags: words(
      "--help -h --json --pretty --text --no-headers --all --all-columns --no-defaults --version -v --debug --suppress-warnings",
    ),
    secrets: /(kubeconfig-view|creds-view|credentials-view)/,
    home: /^(configure|set-user|remove-user|register-plugin|plugins)/,
    local: /^(help|completion|commands)/,
    looks: LISTS,
    stores: STORES,
  },
  hcloud: {
    flags: words("--help -h --debug --quiet"),
    home: /^(context (create|use|delete|rename|unset)|config (set|unset|add|remove|reset))/,
    local: /^(version|help|completion|context (list|active)|config (list|get))/,
    looks: /^(list|ls|describe|ip)$/,
    stores: STORES,
  },
  ibmcloud: {
    flags: words("--help -h -q --quiet --json --version -v"),
    secrets: /^iam oauth-tokens|cluster config/,
    home: /^(login|logout|config|plugin|target|update)/,
    local: /^(version|help|regions)$/,
    looks: LISTS,
    stores: STORES,
  },
  oci: {
    flags: words("--help -h --all --debug -d --version -v --raw-output --no-retry"),
    home: /^(setup|session)/,
    looks: LISTS,
    stores: STORES,
    writes: ["--file"],
  },
  "vultr-cli": { flags: words("--help -h"), local: /^(version|help|completion)/, looks: LISTS, stores: STORES },
  scw: {
    flags: words("--help -h --debug -D --wait -w"),
    home: /^(init|config|login|k8s kubeconfig install)/,
    secrets: /kubeconfig get/,
    local: /^(version|help|info|autocomplete)/,
    looks: LISTS,
    stores: STORES,
  },
  talosctl: {
    flags: words("--help -h --insecure -i --follow -f --kernel -k"),
    home: /^(config|kubeconfig|gen)/,
    local: /^(help|completion)/,
    looks:
      /^(get|logs|dmesg|list|ls|read|cat|stats|version|health|services|members|containers|memory|mounts|netstat|processes|time|inspect|events|dashboard|usage|du)$/,
    stores: /^(reset|destroy)/,
  },
  stripe: {
    flags: words("--help -h --live --version -v --confirm -c"),
    home: /^(login|logout|config|plugin)/,
    local: /^(version|help|completion)/,
    looks: /^(list|retrieve|get|tail|search)$/,
  },
};

/** az names its verb last, and takes what it acts on from options. */
const AZ_FLAGS = words("--yes -y --no-wait --help -h --debug --verbose --only-show-errors --version");
const AZ_SECRETS =
  /(keyvault (secret|certificate|key) (show|download|backup)|account get-access-token|list-keys|keys list|key list|credentials? (show|list)|show-connection-string|connection-string|list-publishing|generate-sas|generate-ssh|list-connection-strings|admin-key|query-key)/;
const AZ_HOME =
  /^(login|logout|account (set|clear)|config (set|unset)|configure|cache|aks (get-credentials|install-cli)|extension (add|remove|update)|upgrade|cloud (set|register|unregister|update)|bicep (install|upgrade|uninstall)|interactive|init|devops (configure|login|logout))/;
const AZ_LOCAL = /^(version|config get|find|help|extension list|cloud (list|show)|account (show|list)$|bicep version|feedback)/;
const AZ_LOOKS = /^(list|show|exists|query|wait|what-if|validate|(list|show|get|check)-[\w-]+|get|search)$/;

const az: Handler = (call) => {
  const { operands, options, unknown } = wordsOf(call, AZ_FLAGS);
  if (operands.length === 0) return unknown ? [call.opaque("which command runs is not known", unknown)] : [ownFiles(call)];
  if (asksForHelp(options)) return [ownFiles(call)];
  // The words of the command stand together; what follows an option may be one more of its values.
  const first = call.args.findIndex((word) => literal(word) === operands[0]);
  const after = call.args.slice(Math.max(first, 0));
  const end = after.findIndex((word) => (literal(word) ?? "").startsWith("-"));
  const command = (end < 0 ? after : after.slice(0, end)).map((word) => literal(word) ?? "");
  const line = command.join(" ");
  const verb = command.at(-1) ?? "";
  if (AZ_SECRETS.test(line)) return [fetches(call), secretRead(call)];
  if (AZ_LOCAL.test(line)) return [ownFiles(call)];
  if (AZ_HOME.test(line)) return [homeWrite(call), sends(call)];
  if (command[0] === "rest") return [isGet(call) ? fetches(call) : sends(call), ...namedFiles(call, ["--output-file"])];
  if (REMOVES.test(verb)) return [STORES.test(line) ? destroys(call, `${line} removes what can't be made again`) : sends(call)];
  return [AZ_LOOKS.test(verb) ? fetches(call) : sends(call)];
};

/** `az rest` is a GET unless a method or a body says otherwise. */
function isGet(call: Call): boolean {
  const texts = call.args.map((word) => literal(word) ?? "");
  const at = texts.findIndex((text) => text === "--method" || text === "-m");
  const method = at >= 0 ? texts[at + 1] : (texts.find((text) => text.startsWith("--method="))?.slice(9) ?? "get");
  return /^(get|head)$/i.test(method ?? "") && !texts.some((text) => text === "--body" || text === "-b" || text.startsWith("--body="));
}

const verbs = verbTool(tools);

export const cloudVerbHandlers: Readonly<Record<string, Handler>> = {
  gcloud: withKnownWords(verbs, 2),
  az: withKnownWords(az, 2),
  verbs: withKnownWords(verbs, 2),
};
