// A session by whatever interface this pi has for it, with these extensions, the scripted model, and nothing else. Law: what the hosts do
// differently here stands in this file, and in no test.

import { join } from "node:path";
import * as pi from "@mariozechner/pi-coding-agent";
import { fixture } from "./host.ts";

export interface Place {
  readonly cwd: string;
  readonly agentDir: string;
}

export interface Made {
  readonly session: pi.AgentSession;
  /** What keeps pi's own command line from starting. */
  readonly errors: readonly string[];
}

export async function makeSession(
  { cwd, agentDir }: Place,
  sessionManager: pi.SessionManager,
  extensions: readonly string[],
  flags: ReadonlyMap<string, boolean> = new Map(),
): Promise<Made> {
  const resourceLoaderOptions = {
    ...{ noExtensions: true, noSkills: true, noPromptTemplates: true, noThemes: true },
    additionalExtensionPaths: [fixture("scripted-provider"), ...extensions],
  };
  // From 0.65 on.
  if (typeof pi.createAgentSessionServices === "function") {
    const services = await pi.createAgentSessionServices({ cwd, agentDir, extensionFlagValues: new Map(flags), resourceLoaderOptions });
    const { session, extensionsResult } = await pi.createAgentSessionFromServices({ services, sessionManager });
    return { session, errors: [...loadErrors(extensionsResult), ...services.diagnostics.map(({ message }) => message)] };
  }
  const settingsManager = pi.SettingsManager.create(cwd, agentDir);
  const resourceLoader = new pi.DefaultResourceLoader({ cwd, agentDir, settingsManager, ...resourceLoaderOptions });
  await resourceLoader.reload();
  const { runtime } = resourceLoader.getExtensions();
  for (const [name, value] of flags) runtime.flagValues.set(name, value);
  const { session, extensionsResult } = await pi.createAgentSession({ cwd, agentDir, settingsManager, resourceLoader, sessionManager });
  return { session, errors: loadErrors(extensionsResult) };
}

function loadErrors({ errors }: pi.LoadExtensionsResult): readonly string[] {
  return errors.map(({ path, error }) => `${path}: ${error}`);
}

export const sessionManagers = {
  memory: (cwd: string) => pi.SessionManager.inMemory(cwd),
  open: (file: string) => pi.SessionManager.open(file),
  create: ({ cwd, agentDir }: Place) => pi.SessionManager.create(cwd, join(agentDir, "sessions")),
};

/** The newest hosts keep their models in a runtime, which the types of this one don't know. */
interface ModelRuntime {
  getModel(provider: string, id: string): ReturnType<pi.ModelRegistry["find"]>;
}

/** When its extensions are bound: providers may be known only then. */
export async function useModel(session: pi.AgentSession, provider: string, id: string): Promise<void> {
  const { modelRegistry, modelRuntime } = session as pi.AgentSession & { readonly modelRuntime?: ModelRuntime };
  const model = modelRuntime ? modelRuntime.getModel(provider, id) : modelRegistry.find(provider, id);
  if (model === undefined) throw new Error(`the model ${provider}/${id} isn't registered`);
  await session.setModel(model);
}

/** As pi's own runtime ends it: what extensions still have to write is written then. */
export async function endSession(session: pi.AgentSession): Promise<void> {
  await session.extensionRunner.emit({ type: "session_shutdown", reason: "quit" });
  session.dispose();
}
