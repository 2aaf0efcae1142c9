// terraform, tofu and terragrunt. Law: only verbs that are known to look pass as looks. Every run may ask for a newer version and keeps the answer,
// and all but a few run the providers, which are programs.

import { literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { baseProgram, destroys, fetches, homeWrite, sends, withKnownWords, wordsOf } from "./remote-effects.ts";
import { secretRead } from "./secrets.ts";

const FLAGS = new Set(
  "-auto-approve -destroy -json -no-color -compact-warnings -upgrade -reconfigure -check -diff -recursive -refresh-only -help -h --help -version --version -raw -migrate-state -force -force-copy -list -write -draw-cycles -detailed-exitcode -allow-missing -or-create -ignore-remote-version -verbose -no-tests --terragrunt-non-interactive --non-interactive --all -a --queue-include-external --terragrunt-ignore-external-dependencies --no-auto-init --terragrunt-no-auto-init --no-color".split(
    " ",
  ),
);
/** Words of terragrunt in front of the verb. */
const FRONT = new Set(["run-all", "run", "stack"]);

interface Line {
  readonly verb: string;
  readonly second: string;
  readonly rest: readonly string[];
  readonly has: (name: string) => boolean;
}

function lineOf(call: Call): Line {
  const { operands, options } = wordsOf(call, FLAGS);
  const words = operands.filter((word, index) => word !== "--" && !(index === 0 && baseProgram(call) === "terragrunt" && FRONT.has(word)));
  const [verb = "", second = "", ...rest] = words;
  const names = options.map((option) => option.replace(/^--?/, ""));
  return {
    verb,
    second,
    rest,
    has: (name) => names.some((one) => one === name || (one.startsWith(`${name}=`) && one !== `${name}=false`)),
  };
}

/** Paths behind `-out` and its like, in both spellings. */
function written(call: Call): readonly Effect[] {
  return call.args.flatMap((word, index) => {
    const found = /^--?(?:out|generate-config-out|state-out|backup|json-out-dir|out-dir)(?:=(.+))?$/s.exec(literal(word) ?? "");
    if (!found || found[1] === "-") return [];
    const next = call.args[index + 1];
    return found[1] !== undefined ? call.write(textWord(found[1], word.place)) : next ? call.write(next) : [];
  });
}

const terraform: Handler = (call) => {
  const line = lineOf(call);
  if (line.has("help") || line.has("h")) return [fetches(call)];
  const runs = call.effect({ kind: "execute", what: "installed", why: "the providers of the project run" });
  const hooks =
    baseProgram(call) === "terragrunt"
      ? [call.effect({ kind: "execute", what: "project", why: "terragrunt runs the hooks of its configuration" })]
      : [];
  return [...verbEffects(call, line, runs), ...written(call), ...hooks];
};

function verbEffects(call: Call, line: Line, runs: Effect): readonly Effect[] {
  const checks = call.effect({ kind: "execute", what: "check", why: "the configuration is checked" });
  const sure = line.has("auto-approve") || line.has("force") || line.has("terragrunt-non-interactive") || line.has("non-interactive");
  switch (line.verb) {
    case "":
    case "help":
    case "version":
      return [fetches(call)];
    case "metadata":
    case "validate":
    case "hclvalidate":
      return [checks];
    case "fmt":
    case "hclfmt":
      return formats(call, line) ? [checks, ...formatted(call, line)] : [checks];
    case "plan":
    case "graph":
    case "modules":
    case "render-json":
    case "output-module-groups":
    case "graph-dependencies":
    case "find":
    case "list":
      return [fetches(call), runs];
    case "show":
      return line.has("json") ? [fetches(call), runs, secretRead(call)] : [fetches(call), runs];
    case "output":
      return line.has("raw") || line.has("json") ? [fetches(call), secretRead(call)] : [fetches(call), runs];
    case "get":
    case "init":
      return [fetches(call), call.effect({ kind: "install", what: "declared" })];
    case "providers":
      return providers(call, line, runs);
    case "state":
      if (line.second === "pull") return [fetches(call), secretRead(call)];
      return line.second === "list" || line.second === "show" ? [fetches(call), runs] : [sends(call)];
    case "workspace":
      if (line.second === "select") return [fetches(call), ...call.write(textWord(".terraform/environment", call.fact.place))];
      return ["list", "show"].includes(line.second) ? [fetches(call), runs] : [sends(call)];
    case "test":
      return [sends(call), runs];
    case "login":
    case "logout":
      return [sends(call), homeWrite(call)];
    case "destroy":
    case "destroy-all":
      return [sure ? destroys(call, "removes everything that the project set up") : sends(call)];
    case "apply":
      return [sure && line.has("destroy") ? destroys(call, "removes everything that the project set up") : sends(call)];
    default:
      return [sends(call)];
  }
}

/** `-check` and `-write=false` leave the files as they are. */
function formats(call: Call, line: Line): boolean {
  return !line.has("check") && !call.args.some((word) => /^--?write=(false|0|f)$/i.test(literal(word) ?? ""));
}

function formatted(call: Call, line: Line): readonly Effect[] {
  const targets = [line.second, ...line.rest].filter((text) => text !== "" && text !== "-");
  if (line.second === "-") return [];
  return (targets.length > 0 ? targets : ["."]).flatMap((text) => {
    const word = call.args.find((one) => literal(one) === text);
    return word || targets.length === 0
      ? call.write(word ?? textWord(".", call.fact.place))
      : [call.opaque("what is formatted is not known")];
  });
}

function providers(call: Call, line: Line, runs: Effect): readonly Effect[] {
  switch (line.second) {
    case "":
    case "schema":
      return [fetches(call), runs];
    case "lock":
      return [fetches(call), ...call.write(textWord(".terraform.lock.hcl", call.fact.place))];
    case "mirror": {
      const target = call.args.at(-1);
      return [fetches(call), ...(target ? call.write(target) : [])];
    }
    default:
      return [sends(call)];
  }
}

export const clusterHandlers: Readonly<Record<string, Handler>> = { terraform: withKnownWords(terraform, 1) };
