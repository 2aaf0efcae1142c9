// Python: a version, a module, a piece of code or a script. Law: only modules of the standard library that are known to print pass as reads,
// and only where no file of the project can take their place.

import type { WordFact } from "../../shell/facts.ts";
import { literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { join } from "./git-repository.ts";
import { inlineEffects, stdinEffects } from "./inline-code.ts";
import { isLocalTool, runLocal } from "./local-tools.ts";

const VERSION = new Set(["-V", "-VV", "--version", "-h", "--help", "-?", "--help-env", "--help-all", "--help-xoptions"]);
/** Short options that may stand together, with the one that ends them. */
const CLUSTER = /^-([BEIOPRSbdiqsuvx]*)([cmWX])(.*)$/s;
const FLAGS = /^-[BEIOPRSbdiqsuvx]+$/;
/** What the modules below load: a file of the project by one of these names would run instead. */
const LIBRARY =
  "pip logging optparse configparser urllib http email ssl socket subprocess tempfile platform datetime hashlib inspect uuid html xml csv dataclasses traceback sysconfig queue getpass netrc mimetypes stat weakref calendar signal selectors typing ast dis tokenize linecache codecs bisect heapq math shlex json argparse pathlib re gettext shutil fnmatch enum functools collections types operator keyword copyreg contextlib abc locale zipfile tarfile struct binascii importlib threading warnings copy zlib bz2 lzma textwrap string random io os".split(
    " ",
  );

interface PythonOptions {
  /** Index of the word after the options. */
  readonly next: number;
  /** `-c` or `-m` with its value and the words after it. */
  readonly starts: { readonly how: "c" | "m"; readonly value: WordFact | undefined; readonly rest: readonly WordFact[] } | undefined;
  readonly looks: boolean;
  /** The first option after which more runs than is written here: `-i` goes on with the input, `-W` and `-X` can load a module. */
  readonly more: WordFact | undefined;
}

const python: Handler = (call) => {
  const { next, starts, looks, more } = readPython(call.args);
  if (looks) return [];
  const extra = more ? stdinEffects(call, more) : [];
  if (starts?.how === "c") return inlineEffects(call, starts.value);
  if (starts) return [...extra, ...moduleEffects(call, starts.value, starts.rest)];
  const script = call.args[next];
  const text = literal(script);
  if (!script || text === "-") return stdinEffects(call, script);
  if (text === undefined) return project(call, script, "which script runs is not known");
  if (text.startsWith("-")) return [call.opaque(`python's option ${text} is not known`, script)];
  return scriptFile(call, script, text, call.args.slice(next + 1));
};

function readPython(args: readonly WordFact[]): PythonOptions {
  let more: WordFact | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index];
    const text = literal(word) ?? "";
    const cluster = CLUSTER.exec(text);
    if (!word || !(VERSION.has(text) || FLAGS.test(text) || cluster || text === "--check-hash-based-pycs")) {
      return { next: index, starts: undefined, looks: false, more };
    }
    if (VERSION.has(text)) return { next: index, starts: undefined, looks: true, more };
    const [, flags = "", how = "", tail = ""] = cluster ?? [undefined, text];
    if (flags.includes("i") || how === "W" || how === "X") more ??= word;
    const attached = tail === "" ? undefined : textWord(tail, word.place);
    if (how === "c" || how === "m") {
      const rest = args.slice(attached ? index + 1 : index + 2);
      return { next: index, starts: { how, value: attached ?? args[index + 1], rest }, looks: false, more };
    }
    if ((cluster && !attached) || text === "--check-hash-based-pycs") index += 1;
  }
  return { next: args.length, starts: undefined, looks: false, more };
}

function project(call: Call, word: WordFact | undefined, why: string): readonly Effect[] {
  return [call.effect({ kind: "execute", what: "project", why }, word)];
}

function check(call: Call, word: WordFact | undefined, why: string): readonly Effect[] {
  return [call.effect({ kind: "execute", what: "check", why }, word)];
}

function scriptFile(call: Call, script: WordFact, text: string, rest: readonly WordFact[]): readonly Effect[] {
  const name = text.slice(text.lastIndexOf("/") + 1);
  if (name === "manage.py") return manageEffects(call, rest);
  if (name === "setup.py") return setupEffects(call, script, rest);
  return project(call, script, `${text} is a script`);
}

const DJANGO_RESETS = new Set([
  "flush",
  "reset_db",
  "sqlflush",
  "drop_db",
  "resetdb",
  "clear_db",
  "reset_schema",
  "drop_test_database",
  "reset_migrations",
  "wipe",
]);

/** `manage.py COMMAND`: a check by name, a reset of the database, or code of the project. */
function manageEffects(call: Call, rest: readonly WordFact[]): readonly Effect[] {
  const [word] = rest;
  const name = literal(word);
  if (name === undefined) return project(call, word, "manage.py runs code of the project");
  if (["check", "test", "validate_templates", "check_permissions"].includes(name))
    return check(call, word, `manage.py ${name} checks the project`);
  if (name === "makemigrations" && rest.some((one) => literal(one) === "--check")) return check(call, word, "looks for missing migrations");
  if (name === "shell" || name === "shell_plus") {
    const at = rest.findIndex((one) => literal(one) === "-c" || literal(one) === "--command");
    return at < 0 ? stdinEffects(call, word) : inlineEffects(call, rest[at + 1]);
  }
  if (name === "migrate" && literal(rest.at(-1)) === "zero")
    return [call.effect({ kind: "reset", why: "every migration is undone" }, word)];
  if (DJANGO_RESETS.has(name)) return [call.effect({ kind: "reset", why: `manage.py ${name} empties the database` }, word)];
  return project(call, word, `manage.py ${name} runs code of the project`);
}

function setupEffects(call: Call, script: WordFact, rest: readonly WordFact[]): readonly Effect[] {
  const names = rest.map((word) => literal(word) ?? "");
  if (names.includes("upload") || names.includes("register"))
    return [...project(call, script, "setup.py"), call.effect({ kind: "network", direction: "send", peer: "elsewhere" }, script)];
  if (names.includes("install") || names.includes("develop"))
    return [...project(call, script, "setup.py"), call.effect({ kind: "install", what: "new" }, script)];
  const checks =
    names.every((name) => name.startsWith("-") || ["build", "build_ext", "test", "check", "sdist", "bdist_wheel"].includes(name)) &&
    names.length > 0;
  return checks ? check(call, script, "setup.py builds or tests the project") : project(call, script, "setup.py runs code of the project");
}

function moduleEffects(call: Call, word: WordFact | undefined, rest: readonly WordFact[]): readonly Effect[] {
  const name = literal(word);
  if (!word || name === undefined) return project(call, word, "which module runs is not known");
  switch (name) {
    case "json.tool":
      return isShadowed(call) ? project(call, word, "a file of the project stands for a module of Python") : jsonTool(call, rest);
    case "zipfile":
    case "tarfile":
      return isShadowed(call) ? project(call, word, "a file of the project stands for a module of Python") : archiveTool(call, rest);
    case "py_compile":
      return check(call, word, "compiles to the cache");
    case "compileall":
      return [...check(call, word, "compiles the sources"), ...call.write(textWord(".", word.place))];
    case "venv":
    case "virtualenv":
      return [
        call.effect({ kind: "install", what: "declared" }, word),
        ...rest.filter((one) => !literal(one)?.startsWith("-")).flatMap((one) => call.write(one)),
      ];
    case "ensurepip":
      return [call.effect({ kind: "install", what: "new" }, word)];
    case "pip":
      if (isShadowed(call)) return project(call, word, "a file of the project stands for a module of Python");
      return call.run([textWord("pip", word.place), ...rest]);
    case "build":
      return check(call, word, "builds the package");
    case "unittest":
    case "doctest":
      return check(call, word, `${name} runs tests`);
    case "timeit":
      return inlineEffects(call, rest.at(-1), word);
    case "django":
      return manageEffects(call, rest);
    default: {
      const program = name.replaceAll("_", "-");
      return isLocalTool(program) ? runLocal(call, program, word, rest) : project(call, word, `the module ${name} runs`);
    }
  }
}

function isShadowed(call: Call): boolean {
  const { cwd } = call.fact;
  if (cwd.kind === "unknown") return true;
  return cwd.dirs.some((dir) =>
    LIBRARY.some((name) => ["", "/__init__"].some((end) => call.workspace.kind(join(dir, `${name}${end}.py`)) !== "missing")),
  );
}

/** `json.tool [OPTIONS] [IN [OUT]]`. */
function jsonTool(call: Call, rest: readonly WordFact[]): readonly Effect[] {
  const operands: WordFact[] = [];
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index];
    const text = literal(word);
    if (!word) break;
    if (text === "--indent") index += 1;
    else if (
      text === undefined ||
      !/^--(sort-keys|no-ensure-ascii|json-lines|indent=\d+|tab|no-indent|compact|help|color)$|^-h$/.test(text)
    ) {
      if (text?.startsWith("-") && text !== "-") return [call.opaque(`json.tool's option ${text} is not known`, word)];
      operands.push(word);
    }
  }
  const [from, to, more] = operands;
  if (more) return [call.opaque("json.tool has more operands than are known", more)];
  return [...(from ? call.read(from) : []), ...(to ? call.write(to) : [])];
}

/** `zipfile -l FILE` lists, `-t` tests, `-e FILE DIR` unpacks, `-c FILE SOURCES` makes an archive. */
function archiveTool(call: Call, rest: readonly WordFact[]): readonly Effect[] {
  const [action, file, target] = rest;
  const text = literal(action);
  if (!file || text === undefined) return [call.opaque("what is done with the archive is not known", action)];
  if (["-l", "--list", "-t", "--test"].includes(text)) return call.read(file);
  if (text === "-e" || text === "--extract") return [...call.read(file), ...call.write(target ?? textWord(".", file.place))];
  if (text === "-c" || text === "--create") return call.write(file);
  return [call.opaque("what is done with the archive is not known", action)];
}

export const pythonHandlers: Readonly<Record<string, Handler>> = {
  python,
  "manage-py": (call) => manageEffects(call, call.args),
};
