// Sessions in a program of somebody else's, by whatever interface this pi has for it. Its checks are called by name, one process for all of
// them; what came of each is a line of JSON. argv: pi's package, our package, two folders { project, agent, url } as JSON.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [package_, repository, places, fixtures] = process.argv.slice(2);
const pi = await import(pathToFileURL(join(package_, "dist", "index.js")).href);
const [first, second] = JSON.parse(places);

/** A user interface that keeps what it was shown. `answers`: what to choose, by the question. */
function makeUi() {
  const seen = { status: "", widget: [], notices: [], asked: [] };
  const ui = {
    answer: () => undefined,
    select: (title, options, how) => {
      seen.asked.push(title);
      const ended = new Promise((resolve) => how?.signal?.addEventListener("abort", () => resolve(undefined), { once: true }));
      return Promise.race([ui.answer(title, options), ended]);
    },
    confirm: async (title) => {
      seen.asked.push(title);
      return false;
    },
    input: async () => undefined,
    editor: async () => undefined,
    custom: () => Promise.reject(new Error("There is no screen.")),
    notify: (message) => seen.notices.push(message),
    setStatus: (_key, text) => {
      seen.status = text ?? "";
    },
    setWidget: (_key, lines) => {
      if (typeof lines !== "function") seen.widget = lines ?? [];
    },
    getEditorText: () => "",
    getAllThemes: () => [],
    getToolsExpanded: () => false,
    theme: { fg: (_colour, text) => text, bg: (_colour, text) => text, bold: (text) => text },
  };
  const context = new Proxy(ui, { get: (target, name) => target[name] ?? (() => undefined) });
  return { seen, context, ui };
}

/** Three generations: a registry that is made, one that is asked for, and a runtime for all models. */
async function models(agentDir) {
  const paths = { authPath: join(agentDir, "auth.json"), modelsPath: join(agentDir, "models.json") };
  if (pi.ModelRuntime) return { modelRuntime: await pi.ModelRuntime.create(paths) };
  const authStorage = pi.AuthStorage.create ? pi.AuthStorage.create(paths.authPath) : new pi.AuthStorage(paths.authPath);
  const modelRegistry = pi.ModelRegistry.create
    ? pi.ModelRegistry.create(authStorage, paths.modelsPath)
    : new pi.ModelRegistry(authStorage, paths.modelsPath);
  return { authStorage, modelRegistry };
}

async function begin({ project: cwd, agent: agentDir }, ...extensions) {
  process.env.PI_CODING_AGENT_DIR = agentDir;
  const settingsManager = pi.SettingsManager.inMemory({ compaction: { enabled: false }, retry: { enabled: false } });
  const additionalExtensionPaths = extensions.length > 0 ? extensions : [repository];
  const none = { noExtensions: true, noSkills: true, noPromptTemplates: true, noThemes: true };
  const resourceLoader = new pi.DefaultResourceLoader({ cwd, agentDir, settingsManager, ...none, additionalExtensionPaths });
  await resourceLoader.reload();
  const given = await models(agentDir);
  const sessionManager = pi.SessionManager.inMemory(cwd);
  const made = await pi.createAgentSession({ cwd, agentDir, settingsManager, resourceLoader, sessionManager, ...given });
  const { session, extensionsResult } = made;
  const errors = extensionsResult.errors.map(({ error }) => error);
  const { seen, context, ui } = makeUi();
  const outcomes = [];
  session.subscribe((event) => {
    if (event.type === "tool_execution_end") outcomes.push({ refused: event.isError, text: event.result?.content?.[0]?.text ?? "" });
  });
  await session.bindExtensions({ uiContext: context, onError: ({ error }) => errors.push(error) });
  const runtime = given.modelRuntime;
  const model =
    session.modelRegistry?.find("stub", "scripted") ?? runtime?.find?.("stub", "scripted") ?? runtime?.getModel("stub", "scripted");
  await session.setModel(model);
  const prompt = async (words) => {
    outcomes.length = 0;
    await session.prompt(words);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return [...outcomes];
  };
  const made_ = (name) => existsSync(join(cwd, name));
  return { session, seen, ui, errors, prompt, made: made_ };
}

const one = await begin(first);
const other = await begin(second);

const checks = {
  async run(which, words) {
    return { outcomes: await { one, other }[which].prompt(words), ...state(which) };
  },
  async answer(which, label, words) {
    const session = { one, other }[which];
    session.ui.answer = (_title, options) => options.find((option) => option === label) ?? (options.includes("done") ? "done" : undefined);
    const outcomes = await session.prompt(words);
    session.ui.answer = () => undefined;
    return { outcomes, ...state(which) };
  },
  /** The run is stopped while a question is open, which is answered too late. */
  async stop(which, words) {
    const { session, ui, seen } = { one, other }[which];
    const before = seen.asked.length;
    let late = () => {};
    ui.answer = (_title, options) => new Promise((resolve) => (late = () => resolve(options.find((option) => option === "Allow once"))));
    const run = session.prompt(words);
    while (seen.asked.length === before) await new Promise((resolve) => setTimeout(resolve, 20));
    const aborted = session.abort();
    const inTime = await Promise.race([aborted.then(() => true), new Promise((resolve) => setTimeout(resolve, 3000, false))]);
    late();
    await aborted;
    await run;
    ui.answer = () => undefined;
    return { inTime, ...state(which) };
  },
  async neighbour(words) {
    const third = await begin(first, repository, join(fixtures, "rewriter.ts"));
    await third.prompt("/mode plan");
    const outcomes = await third.prompt(words);
    third.session.dispose();
    return { outcomes };
  },
};

function state(which) {
  const { seen, errors } = { one, other }[which];
  return { status: seen.status, widget: seen.widget, notices: seen.notices, asked: seen.asked, errors };
}

process.stdin.setEncoding("utf8");
let rest = "";
for await (const chunk of process.stdin) {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    const [name, ...args] = JSON.parse(line);
    const answer = await checks[name](...args).catch((error) => ({ failed: String(error?.stack ?? error) }));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}
one.session.dispose();
other.session.dispose();
