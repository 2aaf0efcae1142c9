// Build tools whose words name tasks. Law: every task counts; the call is a check only when all of them are.

import type { WordFact } from "../../shell/facts.ts";
import { knownPrefix, literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { check, here, looksOnly, project } from "./build-effects.ts";
import { join } from "./git-repository.ts";
import { scriptEffects } from "./script-names.ts";

const MAKE_VALUES = new Set(
  "-C --directory -f --file --makefile -I --include-dir -o --old-file -W --what-if --new-file --assume-new -E --eval --jobserver-auth".split(
    " ",
  ),
);

/** `make` and `ninja`: targets by name; everything else on the line can change what they mean. */
const make: Handler = (call) => {
  if (looksOnly(call)) return [];
  const targets: WordFact[] = [];
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index];
    if (!word) break;
    const meaning = makeWord(word, call.args[index + 1]);
    if (meaning === "unknown") return [project(call, word)];
    if (meaning === "code") return [project(call, word), call.opaque("the word gives make something to run", word)];
    if (meaning === "target") targets.push(word);
    if (meaning === "takes-next") index += 1;
  }
  if (targets.length === 0) return [call.program.endsWith("make") ? project(call) : check(call)];
  return targets.flatMap((word) => targetEffects(call, literal(word) ?? "", word));
};

/** Reads one word of make's: `-j"$(nproc)"` and `NAME="$VALUE"` are known as far as it matters. */
function makeWord(word: WordFact, next: WordFact | undefined): "unknown" | "code" | "option" | "takes-next" | "target" {
  const text = literal(word);
  if (text === undefined)
    return /^-[jl]$|^[A-Za-z_]\w*=/.test(knownPrefix(word)) && !/^SHELL=/.test(knownPrefix(word)) ? "option" : "unknown";
  if (/^(--eval|-E)/.test(text) || /^SHELL=|\$[({]|`/.test(text)) return "code";
  if (!text.startsWith("-")) return /^[A-Za-z_][\w.]*[:+?]?=/.test(text) ? "option" : "target";
  if (text === "-j" || text === "-l") return /^\d+$/.test(literal(next) ?? "") ? "takes-next" : "option";
  return MAKE_VALUES.has(text) ? "takes-next" : "option";
}

function targetEffects(call: Call, name: string, word: WordFact): readonly Effect[] {
  if (/(^|[-_])install([-_]|$)/.test(name)) return [project(call, word), call.effect({ kind: "install", what: "new" }, word)];
  // A build file of ninja names outputs; `clean` is the one that isn't.
  if (call.program === "ninja" || call.program === "samu") return name === "clean" ? [project(call, word)] : [check(call, word)];
  return scriptEffects(call, name, word);
}

const cmake: Handler = (call) => {
  const texts = call.args.map((word) => literal(word) ?? "");
  const [first = ""] = texts;
  const topic = /^(?:--?help(?:-[a-z-]+)?|-h|-H|\/\?|--?version|-V|\/V)$/.test(first);
  if (topic) return cmakeHelp(call, first);
  if (texts.includes("-P") || texts.includes("--open") || texts.includes("--workflow")) return [project(call)];
  if (first === "-E") return cmakeTool(call, texts[1] ?? "");
  if (texts.includes("--install")) return [check(call), call.effect({ kind: "install", what: "new" })];
  if (texts.includes("--build")) {
    const at = texts.findIndex((text) => text === "--target" || text === "-t");
    const target = at < 0 ? undefined : texts[at + 1];
    return target === "install" ? [check(call), call.effect({ kind: "install", what: "new" })] : [check(call)];
  }
  const at = texts.indexOf("-B");
  const into = at >= 0 ? call.args[at + 1] : call.args.find((word) => /^-B./.test(literal(word) ?? ""));
  const folder = into && at < 0 ? textWord((literal(into) ?? "").slice(2), into.place) : into;
  return [check(call), ...(folder ? call.write(folder) : here(call))];
};

/** `cmake --help-command NAME FILE`: whatever it tells goes into the file where one is named. */
function cmakeHelp(call: Call, first: string): readonly Effect[] {
  const named = /^--help-(?:command|manual|module|policy|property|variable)$/.test(first) ? 2 : 1;
  return call.args.slice(named).flatMap((word) => call.write(word));
}

/** `cmake -E`: a box of file tools. */
function cmakeTool(call: Call, tool: string): readonly Effect[] {
  const rest = call.args.slice(2).filter((word) => !(literal(word) ?? "").startsWith("-"));
  if (
    [
      "echo",
      "capabilities",
      "environment",
      "md5sum",
      "sha1sum",
      "sha256sum",
      "compare_files",
      "true",
      "false",
      "sleep",
      "echo_append",
      "cat",
    ].includes(tool)
  )
    return rest.flatMap((word) => (tool === "cat" ? call.read(word) : []));
  if (["rm", "remove", "remove_directory"].includes(tool)) return rest.flatMap((word) => call.remove(word, true));
  if (
    ["touch", "make_directory", "copy", "copy_directory", "rename", "create_symlink", "copy_if_different", "touch_nocreate"].includes(tool)
  )
    return rest.flatMap((word) => call.write(word));
  return [call.opaque(`cmake -E ${tool} is not known`)];
}

const GRADLE_VALUES = new Set(
  "-p --project-dir -b --build-file -c --settings-file -I --init-script -x --exclude-task --tests --console --max-workers --args --priority --warning-mode -g --gradle-user-home -M --dependency-verification".split(
    " ",
  ),
);
const GRADLE_CHECK =
  /^(test|check|build|assemble\w*|compile\w*|classes|testClasses|jar|war|bootJar|lint\w*|verify\w*|detekt\w*|spotlessCheck|ktlint(\w*Check)?|checkstyle\w*|pmd\w*|spotbugs\w*|javadoc|dokka\w*|jacoco\w*|kover\w*|\w*(Tests?|Check|Classes)|apiCheck|buildNeeded|bundle\w*)$/;
const GRADLE_WRITES = /^(spotlessApply|ktlint\w*Format|\w*(Apply|Format)|format\w*|clean\w*|wrapper|init|updateSnapshots\w*|apiDump)$/;
const SENDS = /^(publish|deploy|upload|release|promote|ship|closeAndRelease)/i;

const gradle: Handler = (call) =>
  taskWords(call, GRADLE_VALUES, (name, word) => {
    const task = name.slice(name.lastIndexOf(":") + 1);
    if (/^publishToMavenLocal$/.test(task)) return [check(call, word), call.effect({ kind: "install", what: "new" }, word)];
    if (SENDS.test(task)) return [project(call, word), call.effect({ kind: "network", direction: "send", peer: "elsewhere" }, word)];
    if (GRADLE_WRITES.test(task)) return [check(call, word), ...here(call)];
    return [GRADLE_CHECK.test(task) ? check(call, word) : project(call, word)];
  });

const MAVEN_VALUES = new Set(
  "-f --file -s --settings -gs --global-settings -P --activate-profiles -pl --projects -T --threads -rf --resume-from -l --log-file -D --define -t --toolchains".split(
    " ",
  ),
);
const MAVEN_CHECK =
  /^(validate|initialize|generate-sources|process-sources|process-resources|compile|process-classes|test-compile|test|prepare-package|package|pre-integration-test|integration-test|post-integration-test|verify|([\w.-]+:)*(check|test|verify|analyze|analyze-only|tree|list|resolve|help|effective-pom|effective-settings|display-dependency-updates|display-plugin-updates|report|aggregate|lint|testCompile|compile|javadoc|go-offline|describe|evaluate|build-classpath))$/;

const maven: Handler = (call) => (looksOnly(call) && hasOwnSettings(call) ? [check(call)] : mavenTasks(call));

/** `.mvn/` can hold options for the Java machine, and those can load code. */
function hasOwnSettings(call: Call): boolean {
  const { cwd } = call.fact;
  const dirs = cwd.kind === "dirs" ? [...cwd.dirs, call.workspace.root] : [call.workspace.root];
  return cwd.kind === "unknown" || dirs.some((dir) => call.workspace.kind(join(dir, ".mvn")) !== "missing");
}

const mavenTasks = (call: Call): readonly Effect[] =>
  taskWords(call, MAVEN_VALUES, (name, word) => {
    if (name === "clean") return [check(call, word), ...here(call)];
    if (name === "install") return [check(call, word), call.effect({ kind: "install", what: "declared" }, word)];
    if (/^(deploy|release|site-deploy)|:(deploy|deploy-file|perform|stage|release)$/.test(name))
      return [project(call, word), call.effect({ kind: "network", direction: "send", peer: "elsewhere" }, word)];
    if (/:(apply|format|set|update-properties|use-\w+|fix)$/.test(name)) return [check(call, word), ...here(call)];
    return [MAVEN_CHECK.test(name) ? check(call, word) : project(call, word)];
  });

/** The operands of a call are tasks; without one the default runs. */
function taskWords(
  call: Call,
  values: ReadonlySet<string>,
  effectsOf: (name: string, word: WordFact) => readonly Effect[],
): readonly Effect[] {
  if (looksOnly(call)) return [];
  const effects: Effect[] = [];
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index];
    const text = literal(word);
    if (!word) break;
    if (text === undefined) effects.push(project(call, word));
    else if (/^(-I|--init-script)/.test(text)) {
      effects.push(project(call, word));
      index += 1;
    } else if (text.startsWith("-")) index += values.has(text) ? 1 : 0;
    else effects.push(...effectsOf(text, word));
  }
  return effects.length > 0 ? effects : [project(call)];
}

const xcodebuild: Handler = (call) => {
  const texts = call.args.map((word) => literal(word) ?? "");
  if (texts.some((text) => ["-version", "-list", "-showsdks", "-showBuildSettings", "-help", "-showdestinations"].includes(text)))
    return [check(call)];
  if (texts.some((text) => ["-exportArchive", "archive", "install", "clean", "installsrc"].includes(text) || text === "-exportPath"))
    return [check(call), ...here(call)];
  const paths = ["-resultBundlePath", "-derivedDataPath", "-archivePath"];
  return [check(call), ...call.args.flatMap((word, index) => (paths.includes(texts[index - 1] ?? "") ? call.write(word) : []))];
};

export const buildHandlers: Readonly<Record<string, Handler>> = {
  make,
  cmake,
  gradle,
  maven,
  xcodebuild,
};
