// Docker: what runs in a container is judged as if it ran here, since a mount can make it so; volumes hold data that can't be made again.

import type { WordFact } from "../../shell/facts.ts";
import { couldSplit, literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { firstOperand } from "./local-tools.ts";

const RUN_VALUES = new Set(
  (
    "-v --volume --mount -e --env --env-file -p --publish -w --workdir --name --network --net -u --user --entrypoint -h --hostname -l --label -m --memory --cpus --platform " +
    "--restart --add-host --cap-add --cap-drop --device --dns --gpus --health-cmd --ip --ipc --link --log-driver --log-opt --pid --pull --runtime --security-opt --shm-size " +
    "--stop-signal --stop-timeout --sysctl --tmpfs --ulimit --userns --uts --volumes-from --expose -a --attach --cidfile --cgroupns --index --detach-keys --annotation --label-file --cpu-shares --memory-swap --network-alias -c --publish-all-none"
  ).split(" "),
);

/** What the command in a container does, as far as it would matter here. Reads of its files are not ours. */
function inside(call: Call, words: readonly WordFact[]): readonly Effect[] {
  const runs = call.effect({ kind: "execute", what: "installed", why: "a program runs in a container" }, words[0]);
  if (words.length === 0) return [runs];
  return [runs, ...call.run(words).filter((effect) => effect.kind !== "read" && effect.kind !== "execute")];
}

/** `docker exec [OPTIONS] CONTAINER COMMAND ...`, `docker compose exec`. */
const exec: Handler = (call) => {
  const at = firstOperand(call.args, (option) => RUN_VALUES.has(option));
  if (at === undefined) return [call.opaque("which command runs in the container is not known", call.args[0])];
  return inside(call, call.args.slice(at + 1));
};

const run: Handler = (call) => {
  const at = firstOperand(call.args, (option) => RUN_VALUES.has(option));
  if (at === undefined) return [call.opaque("which container runs is not known", call.args[0])];
  const entrypoint = optionValues(call.args.slice(0, at), ["--entrypoint"])[0];
  const words = call.args.slice(at + 1);
  return [...mountEffects(call, call.args.slice(0, at)), ...inside(call, entrypoint ? [entrypoint, ...words] : words)];
};

/** A container that holds the whole machine, or that may do anything, is no container. */
function mountEffects(call: Call, options: readonly WordFact[]): readonly Effect[] {
  const effects: Effect[] = [];
  for (const word of options) {
    const text = literal(word) ?? "";
    if (/^--privileged|^--pid=host|^--cap-add|^--device|^--security-opt|^--userns=host/.test(text))
      effects.push(call.effect({ kind: "system", why: `${text} opens the machine to the container` }, word));
  }
  for (const value of optionValues(options, ["-v", "--volume", "--mount"])) {
    const text = literal(value);
    if (text === undefined) continue;
    const source = /(?:^|,)(?:source|src)=([^,]*)/.exec(text)?.[1] ?? (text.includes("=") ? undefined : text.split(":")[0]);
    const readOnly = /:ro\b|readonly/.test(text);
    if (source === undefined || !/^[/.~]/.test(source)) continue;
    const word = textWord(source.replace(/^~(?=\/|$)/, call.workspace.home), value.place);
    // What the container does with the workspace belongs to the code that runs; any other folder is named by the caller.
    effects.push(...call.read(word), ...(readOnly ? [] : call.write(word).filter(leavesWorkspace)));
  }
  return effects;
}

function leavesWorkspace(effect: Effect): boolean {
  return (
    effect.kind !== "write" || effect.target.kind === "unknown" || effect.target.scope !== "workspace" || effect.target.marks.length > 0
  );
}

function optionValues(words: readonly WordFact[], names: readonly string[]): readonly WordFact[] {
  return words.flatMap((word, index) => {
    const text = literal(word) ?? "";
    const next = words[index + 1];
    if (names.includes(text)) return next ? [next] : [];
    const name = names.find((one) => (one.startsWith("--") ? text.startsWith(`${one}=`) : text.startsWith(one) && !text.startsWith("--")));
    return name === undefined ? [] : [textWord(text.slice(name.length + (name.startsWith("--") ? 1 : 0)), word.place)];
  });
}

/** One volume by name is a local reset; a list that isn't known can be all of them. */
const removeVolumes: Handler = (call) => {
  const names = call.args.filter((word) => !(literal(word) ?? "").startsWith("-"));
  const unknown = names.find((word) => couldSplit(word) || literal(word) === undefined);
  if (unknown || names.length > 3)
    return [call.effect({ kind: "destroy", why: "removes volumes that aren't named one by one" }, unknown ?? names[0])];
  return [call.effect({ kind: "reset", why: "removes a container's volume" }, names[0])];
};

const pruneVolumes: Handler = (call) => [
  call.effect({ kind: "destroy", why: "removes every volume that no container uses" }, call.args[0]),
];

const pruneSystem: Handler = (call) => {
  const volumes = call.args.find((word) => (literal(word) ?? "--volumes").startsWith("--vol"));
  return [
    volumes
      ? call.effect({ kind: "destroy", why: "removes every volume that no container uses" }, volumes)
      : call.effect({ kind: "reset", why: "removes containers and images" }),
  ];
};

/** `docker cp CONTAINER:PATH DEST` writes here; the other way it changes a container. */
const copy: Handler = (call) => {
  const [from, to] = call.args.filter((word) => !/^-(?!$)/.test(literal(word) ?? ""));
  if (!from || !to) return [call.opaque("what is copied is not known")];
  const isInside = /^[\w.-]+:/.test(literal(to) ?? "");
  return isInside
    ? [...call.read(from), call.effect({ kind: "execute", what: "installed", why: "changes a container" }, to)]
    : call.write(to);
};

/** `-f` of compose may name a project elsewhere, which is fetched into a cache. */
const REMOTE_PROJECT = /:\/\/|^oci:|^git@|^[\w.-]+\.\w+\/.*(\.git\b|#)|\.git(#|$)/;

const compose: Handler = (call) => {
  const files = optionValues(call.args, ["-f", "--file"]).filter((word) => REMOTE_PROJECT.test(literal(word) ?? ""));
  return [...call.table(), ...files.map((word) => call.effect({ kind: "network", direction: "fetch", peer: "elsewhere" }, word))];
};

export const containerHandlers: Readonly<Record<string, Handler>> = {
  "container-exec": exec,
  "container-run": run,
  "volume-rm": removeVolumes,
  "volume-prune": pruneVolumes,
  "system-prune": pruneSystem,
  "container-cp": copy,
  compose,
};
