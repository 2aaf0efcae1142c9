// kubectl and oc. Law: a verb that isn't known to look changes the cluster; removing everything of a kind can't be undone.

import type { WordFact } from "../../shell/facts.ts";
import { knownPrefix, literal } from "../../shell/word.ts";
import type { Call, GivenOption, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { destroys, fetches, sends, unknownOptions } from "./remote-effects.ts";
import { secretRead } from "./secrets.ts";

/** Kinds whose removal takes everything in them along. */
const KINDS_OF_ALL = new Set(
  "ns namespace namespaces pv persistentvolume persistentvolumes pvc persistentvolumeclaim persistentvolumeclaims crd customresourcedefinition customresourcedefinitions node nodes no all project projects".split(
    " ",
  ),
);
const SECRET_KIND = /^secrets?(\.|$)/;
/** Formats that show names and no contents. */
const PLAIN_FORMAT = /^(name|wide)$/;

/** The kinds that the operands name: `pod,secret`, `secret/x`. A word that isn't known counts as any kind. */
function kindsOf(words: readonly WordFact[]): readonly string[] {
  return words.flatMap((word) => (literal(word) ?? knownPrefix(word)).split(",").map((text) => text.split("/")[0]?.toLowerCase() ?? ""));
}

function last(call: Call, ...names: readonly string[]): GivenOption | undefined {
  return call.parse().options.findLast((option) => names.includes(option.name));
}

/** True for `--flag` and `--flag=anything` but `--flag=false`. */
function isOn(option: GivenOption | undefined): boolean {
  return option !== undefined && literal(option.value) !== "false";
}

const get: Handler = (call) => {
  const { operands } = call.parse();
  const format = last(call, "-o", "--output")?.value;
  const prints = last(call, "--template") !== undefined || (format !== undefined && !PLAIN_FORMAT.test(literal(format) ?? ""));
  const raw = last(call, "--raw")?.value;
  const secret = (prints && kindsOf(operands).some((kind) => SECRET_KIND.test(kind))) || /\/secrets\b/.test(literal(raw) ?? "");
  return [...call.table(), ...unknownOptions(call), ...(secret ? [secretRead(call)] : [])];
};

/** The server is asked for its version as well, unless only the client's is wanted. */
const version: Handler = (call) => [
  ...call.table(),
  ...unknownOptions(call),
  ...(isOn(last(call, "--client")) || isOn(last(call, "--help", "-h")) ? [] : [fetches(call)]),
];

/** The settings are shown without their keys, unless `--raw` is given. */
const configView: Handler = (call) => [...call.table(), ...(isOn(last(call, "--raw")) ? [secretRead(call)] : [])];

/** A change that is only tried asks the server, or nobody. */
const change: Handler = (call) => {
  const dry = last(call, "--dry-run");
  const tries = dry !== undefined && (dry.value === undefined || /^(client|server|true)$/.test(literal(dry.value) ?? ""));
  return tries ? [fetches(call), ...unknownOptions(call)] : call.table();
};

const remove: Handler = (call) => {
  const { operands } = call.parse();
  const dry = last(call, "--dry-run");
  if (dry !== undefined && /^(client|server)$/.test(literal(dry.value) ?? "client")) return [fetches(call)];
  const [first] = operands;
  const doubt = first && literal(first) === undefined ? [call.opaque("what is removed is not known", first)] : [];
  const everything = ["--all", "-A", "--all-namespaces"].some((name) => isOn(last(call, name)));
  const kinds = kindsOf(operands.slice(0, 1).concat(operands.slice(1).filter((word) => (literal(word) ?? "").includes("/"))));
  return everything || kinds.some((kind) => KINDS_OF_ALL.has(kind))
    ? [destroys(call, "removes everything of a kind, or a whole namespace")]
    : [sends(call), ...doubt];
};

/** What a command in a pod would do: only what would be lost counts, the rest is a change elsewhere anyway. */
const exec: Handler = (call) => {
  const at = call.args.findIndex((word) => literal(word) === "--");
  const words = at < 0 ? [] : call.args.slice(at + 1);
  if (words.length === 0) return [sends(call)];
  const inside = call.run(words).flatMap((effect): readonly Effect[] => {
    if (effect.kind === "reset" || effect.kind === "destroy") return [destroys(call, "loses data in a cluster")];
    return effect.kind === "opaque" ? [effect] : [];
  });
  return [sends(call), ...inside];
};

/** `NAMESPACE/POD:PATH` is in the cluster; a target that isn't is a file here. */
const copy: Handler = (call) => {
  const target = call.parse().operands.at(-1);
  if (!target) return [call.opaque("what is copied is not known")];
  return [sends(call), ...(/^[\w./-]+:/.test(literal(target) ?? "") ? [] : call.write(target))];
};

/** Google's build of kubectl asks the cluster for its version before it does anything, even for `--help`. */
const kubectl: Handler = (call) => {
  const { workspace } = call;
  const file = (workspace.env("PATH") ?? "")
    .split(":")
    .filter((folder) => folder.startsWith("/"))
    .map((folder) => workspace.realPath(folder, "kubectl"))
    .find((path) => path !== undefined && workspace.kind(path) === "file");
  return [...call.table(), ...(file?.includes("/google-cloud-sdk/") ? [fetches(call)] : [])];
};

export const kubeHandlers: Readonly<Record<string, Handler>> = {
  kubectl,
  "kube-get": get,
  "kube-version": version,
  "kube-config-view": configView,
  "kube-change": change,
  "kube-delete": remove,
  "kube-exec": exec,
  "kube-cp": copy,
};
