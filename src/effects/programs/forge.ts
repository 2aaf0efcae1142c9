// gh and glab: looking at the repository's own host is a read from its own remote; everything else sends.

import type { WordFact } from "../../shell/facts.ts";
import { knownPrefix, literal } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { homeWrite, sends } from "./remote-effects.ts";
import { secretRead } from "./secrets.ts";

const GROUPS = new Set(
  "pr issue run workflow release repo gist label ruleset cache codespace project search status mr ci pipeline job variable secret milestone iteration snippet incident schedule attestation org auth config alias extension ext api browse ssh-key gpg-key co preview agent-task deploy-key stack cluster user runner".split(
    " ",
  ),
);
const LOOKS = new Set(
  "view list ls diff checks status watch show trace get lint verify issues prs repos commits code list-pipelines field-list item-list".split(
    " ",
  ),
);
/** Verbs of local settings. */
const HOME_GROUPS = new Set(["alias", "config", "extension", "ext", "auth"]);

const VALUES = new Set(
  "-R --repo -L --limit -s --state -a --assignee -A --author -l --label -q --jq -t --template -H --head -B --base -S --search --json -b --branch -w --workflow -u --user -e --event -c --commit -j --job --hostname -X --method -f --raw-field -F --field --input -O --output -D --dir -p --pattern --cache -g --group -P --per-page --page --created --updated --owner --language --topic --visibility --sort --order --format --color --milestone --app --env --attempt -i --interval".split(
    " ",
  ),
);

interface Line {
  readonly operands: readonly WordFact[];
  readonly options: ReadonlyMap<string, WordFact | undefined>;
  readonly unknown: WordFact | undefined;
}

function readLine(call: Call): Line {
  const operands: WordFact[] = [];
  const options = new Map<string, WordFact | undefined>();
  let unknown: WordFact | undefined;
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index];
    if (!word) break;
    const text = literal(word) ?? knownPrefix(word);
    if (!text.startsWith("-") || text === "-") {
      if (text === "" && literal(word) === undefined) unknown ??= word;
      operands.push(word);
      continue;
    }
    const name = /^--[^=]*|^-[A-Za-z]|^.*/s.exec(text)?.[0] ?? text;
    options.set(name, name === text ? call.args[index + 1] : word);
    if (name === text && VALUES.has(name)) index += 1;
  }
  return { operands, options, unknown };
}

function own(call: Call, word?: WordFact): Effect {
  return call.effect({ kind: "network", direction: "fetch", peer: "own-remote" }, word);
}
function vcs(call: Call, act: "local" | "publish" | "rewrite", word?: WordFact): Effect {
  return call.effect({ kind: "vcs", act }, word);
}

const forge: Handler = (call) => {
  const line = readLine(call);
  const [groupWord, verbWord, third] = line.operands;
  const group = literal(groupWord);
  const verb = literal(verbWord) ?? "";
  if (!groupWord) return [];
  if (group === undefined) return [call.opaque(`which command of ${call.program} runs is not known`, groupWord)];
  // Alone, since it may be the value of an option before it.
  if (["version", "help", "completion"].includes(group) || (line.options.size === 1 && line.options.has("--help"))) return [];
  if (line.options.has("--web") || (line.options.has("-w") && !(verb === "list" && group === "run")))
    return [call.effect({ kind: "execute", what: "installed", why: "opens a browser" }, groupWord), own(call)];
  if (group === "api") return apiEffects(call, line);
  if (group === "search" || group === "status") return [own(call, groupWord)];
  if (!GROUPS.has(group)) return [call.opaque(`${call.program} ${group} is no command of its own: an alias or an extension`, groupWord)];
  if (HOME_GROUPS.has(group)) return settings(call, group, verb, groupWord, line);
  if (group === "browse" && ["-n", "--no-browser"].some((name) => line.options.has(name))) return [own(call, groupWord)];
  if (group === "co") return [own(call, groupWord), vcs(call, "local", groupWord)];
  if (group === "browse") return [call.effect({ kind: "execute", what: "installed", why: "opens a browser" }, groupWord)];
  if (group === "secret" && verb !== "list") return [sends(call, groupWord)];
  if (LOOKS.has(verb)) return [own(call, verbWord)];
  return changes(call, group, verb, verbWord ?? groupWord, third, line);
};

function settings(call: Call, group: string, verb: string, word: WordFact, line: Line): readonly Effect[] {
  const shows = ["-t", "--show-token"].some((name) => line.options.has(name));
  if (group === "auth" && verb === "status") return [own(call, word), ...(shows ? [secretRead(call, word)] : [])];
  if (group === "config" && verb === "get" && /token|password|secret/i.test(literal(line.operands[2]) ?? "token"))
    return [secretRead(call, word)];
  if (group === "auth" && verb === "token") return [secretRead(call, word)];
  if (group !== "auth" && ["list", "get", "ls", "search", "browse"].includes(verb))
    return group.startsWith("ext") && verb !== "list" ? [own(call, word)] : [];
  if (group.startsWith("ext")) return [homeWrite(call, word), call.effect({ kind: "install", what: "new" }, word)];
  return [homeWrite(call, word), ...(group === "auth" ? [sends(call, word)] : [])];
}

/** What isn't a look: some of it touches only this machine. */
function changes(call: Call, group: string, verb: string, word: WordFact, third: WordFact | undefined, line: Line): readonly Effect[] {
  const target = line.options.get("-D") ?? line.options.get("--dir") ?? line.options.get("-O") ?? line.options.get("--output");
  switch (`${group} ${verb}`) {
    case "pr checkout":
    case "mr checkout":
      return [own(call, word), vcs(call, "local", word)];
    case "run download":
    case "release download":
    case "job artifact":
      return [own(call, word), ...call.write(target ?? { pieces: [{ kind: "text", text: "." }], place: word.place })];
    case "repo clone":
    case "gist clone":
      return third
        ? call.run([
            { pieces: [{ kind: "text", text: "git" }], place: word.place },
            { pieces: [{ kind: "text", text: "clone" }], place: word.place },
            cloneAddress(third),
            ...line.operands.slice(3),
          ])
        : [sends(call, word)];
    case "repo set-default":
      return [own(call, word), vcs(call, "local", word)];
    case "pr merge":
    case "mr merge":
      return [sends(call, word), vcs(call, "publish", word)];
    case "repo delete":
      return [call.effect({ kind: "destroy", why: "deletes a repository at its host" }, word)];
    case "repo sync":
      return [sends(call, word), vcs(call, "publish", word)];
    default:
      return [sends(call, word)];
  }
}

/** `owner/name` stands for an address of the host. */
function cloneAddress(word: WordFact): WordFact {
  const text = literal(word);
  return text === undefined || text.includes(":") ? word : { ...word, pieces: [{ kind: "text", text: `https://github.com/${text}` }] };
}

const READ_METHODS = /^(GET|HEAD)$/i;

/** `gh api PATH`: a GET unless a field, a body or a method says otherwise. */
function apiEffects(call: Call, line: Line): readonly Effect[] {
  const [, path] = line.operands;
  const options = line.options;
  const given = options.get("-X") ?? options.get("--method");
  const method = given ? (literal(given) ?? "").replace(/^(-X|--method=)/, "") : undefined;
  const fields = ["-f", "--raw-field", "-F", "--field"].some((name) => options.has(name));
  const reads = READ_METHODS.test(method ?? "GET") && !(fields && method === undefined) && !options.has("--input");
  if (path && (literal(path) ?? knownPrefix(path)).replace(/^\//, "").startsWith("graphql")) return [graphql(call, path)];
  if (options.has("--hostname")) return [call.effect({ kind: "network", direction: reads ? "fetch" : "send", peer: "elsewhere" }, path)];
  // A full address may name any host.
  const address = path && /^https?:\/\//.test(literal(path) ?? knownPrefix(path));
  if (address) return call.network(reads ? "fetch" : "send", path);
  return [reads ? own(call, path) : sends(call, path)];
}

function graphql(call: Call, path: WordFact): Effect {
  const texts = call.args.map((word) => literal(word) ?? knownPrefix(word));
  const query = texts.find((text) => /^(--(raw-)?field=|-[fF])?query=/.test(text));
  const reads =
    query !== undefined && !/\bmutation\b/.test(query) && !/query=@/.test(query) && !texts.some((text) => text.startsWith("--input"));
  return reads ? own(call, path) : sends(call, path);
}

export const forgeHandlers: Readonly<Record<string, Handler>> = { forge };
