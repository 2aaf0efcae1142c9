// kubectl and terraform. Law: only verbs that are known to look pass as looks; removing everything of a kind can't be undone.

import { literal } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { destroys, fetches, homeWrite, sends, withKnownWords, wordsOf } from "./remote-effects.ts";
import { secretRead } from "./secrets.ts";

const KUBE_FLAGS = new Set(
  "-A --all-namespaces -w --watch --all --force --now -f-none -it -i -t --tty --stdin --previous -p --follow --show-labels --no-headers --wait --raw-none --recursive -R --client --short --help -h --timestamps --all-containers --ignore-not-found --watch-only --namespaced --cascade-none --minify --flatten --merge".split(
    " ",
  ),
);
const KUBE_FETCHES = new Set(
  "get describe logs log explain top api-resources api-versions cluster-info events version auth diff wait".split(" "),
);
const KUBE_ALL = new Set(
  "ns namespace namespaces pv persistentvolume persistentvolumes pvc persistentvolumeclaim persistentvolumeclaims crd customresourcedefinition customresourcedefinitions node nodes all".split(
    " ",
  ),
);

const kubectl: Handler = (call) => {
  const { operands, options, unknown } = wordsOf(call, KUBE_FLAGS);
  const [verb, kind = ""] = operands;
  if (verb === undefined) return unknown ? [call.opaque("which command of kubectl runs is not known", unknown)] : [];
  const kinds = kind.split(",").map((text) => text.split("/")[0]?.toLowerCase() ?? "");
  switch (verb) {
    case "help":
    case "options":
    case "completion":
    case "plugin":
      return [];
    case "config":
      if (options.includes("--raw")) return [secretRead(call)];
      return ["view", "current-context", "get-contexts", "get-clusters", "get-users"].includes(kind) ? [] : [homeWrite(call)];
    case "version":
      return options.includes("--client") ? [] : [fetches(call)];
    case "rollout":
      return [kind === "status" || kind === "history" ? fetches(call) : sends(call)];
    case "delete": {
      const everything = options.some((option) => /^(--all|-A|--all-namespaces)/.test(option));
      return [
        everything || kinds.some((one) => KUBE_ALL.has(one))
          ? destroys(call, "removes everything of a kind, or a whole namespace")
          : sends(call),
      ];
    }
    case "exec":
      return [sends(call), ...inPod(call)];
    case "cp":
      return [sends(call), ...call.args.slice(-1).flatMap((word) => (/^[\w./-]+:/.test(literal(word) ?? "x:") ? [] : call.write(word)))];
    case "port-forward":
    case "proxy":
      return [fetches(call), call.effect({ kind: "execute", what: "installed", why: "opens a port" })];
    case "kustomize":
      return [fetches(call), call.effect({ kind: "execute", what: "project", why: "builds from the project's files" })];
    default:
      return plainVerb(call, verb, kinds, options);
  }
};

function plainVerb(call: Call, verb: string, kinds: readonly string[], options: readonly string[]): readonly Effect[] {
  if (options.some((option) => /^--dry-run(=(client|server))?$/.test(option))) return [fetches(call)];
  if (!KUBE_FETCHES.has(verb)) return [sends(call)];
  const prints = options.some((option) => /^(-o|--output|--template)/.test(option)) && !/-o=?(name|wide)/.test(options.join(" "));
  const secret = verb === "get" && prints && kinds.some((one) => /^secrets?(\.|$)/.test(one));
  const writesFiles = options.some((option) => option.startsWith("--output-directory"));
  return [
    fetches(call),
    ...(secret ? [secretRead(call)] : []),
    ...(writesFiles ? [call.effect({ kind: "write", target: { kind: "unknown", why: "kubectl writes a folder" } })] : []),
  ];
}

/** What a command in a pod would do: only what would be lost counts, the rest is a change elsewhere anyway. */
function inPod(call: Call): readonly Effect[] {
  const at = call.args.findIndex((word) => literal(word) === "--");
  const words = at < 0 ? [] : call.args.slice(at + 1);
  if (words.length === 0) return [];
  return call
    .run(words)
    .flatMap((effect) =>
      effect.kind === "reset" || effect.kind === "destroy"
        ? [destroys(call, "loses data in a cluster")]
        : effect.kind === "opaque"
          ? [effect]
          : [],
    );
}

const terraform: Handler = (call) => {
  const { operands, options } = wordsOf(
    call,
    new Set(
      "-auto-approve -destroy -json -no-color -compact-warnings -upgrade -reconfigure -check -diff -recursive -refresh-only -help -version --version --help -raw -migrate-state -force -list -write=false".split(
        " ",
      ),
    ),
  );
  const [verb = "", second = ""] = operands;
  const runs = call.effect({ kind: "execute", what: "installed", why: "the providers of the project run" });
  const checks = call.effect({ kind: "execute", what: "check", why: "the configuration is checked" });
  const out = call.args.flatMap((word) => {
    const path = /^--?out=(.+)$/.exec(literal(word) ?? "")?.[1];
    return path === undefined ? [] : call.write({ pieces: [{ kind: "text", text: path }], place: word.place });
  });
  const sure = options.some((option) => /^--?(auto-approve|force)/.test(option));
  switch (verb) {
    case "":
    case "version":
    case "help":
    case "metadata":
      return [];
    case "validate":
      return [checks];
    case "fmt":
      return options.some((option) => /^--?(check|write=false)$/.test(option))
        ? [checks]
        : [checks, ...call.write({ pieces: [{ kind: "text", text: "." }], place: call.fact.place })];
    case "plan":
      return [fetches(call), runs, ...out];
    case "show":
    case "graph":
    case "providers":
    case "get":
    case "modules":
      return [fetches(call), runs];
    case "output":
      return options.some((option) => /^--?(raw|json)$/.test(option)) ? [fetches(call), secretRead(call)] : [fetches(call), runs];
    case "init":
      return [fetches(call), call.effect({ kind: "install", what: "declared" })];
    case "state":
      return second === "list" || second === "show" || second === "pull" ? [fetches(call), runs] : [sends(call)];
    case "workspace":
      return ["list", "show"].includes(second) ? [fetches(call), runs] : [sends(call)];
    case "test":
      return [sends(call), runs];
    case "destroy":
      return [sure ? destroys(call, "removes everything that the project set up") : sends(call)];
    case "apply":
      return [
        sure && options.some((option) => /^--?destroy$/.test(option))
          ? destroys(call, "removes everything that the project set up")
          : sends(call),
      ];
    default:
      return [sends(call)];
  }
};

export const clusterHandlers: Readonly<Record<string, Handler>> = {
  kubectl: withKnownWords(kubectl, 1),
  terraform: withKnownWords(terraform, 1),
};
