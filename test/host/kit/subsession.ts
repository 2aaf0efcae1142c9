// A session in the process of another one, as the SDK makes it.

import { createAgentSessionFromServices, createAgentSessionServices, SessionManager } from "@mariozechner/pi-coding-agent";
import { fixture, REPOSITORY } from "./host.ts";

/** `bound`: its extensions are told that the session begins. Gives the outcomes of its calls. */
export async function startSubsession(task: string, bound: boolean): Promise<string> {
  const services = await createAgentSessionServices({
    cwd: process.env.SUBSESSION_CWD ?? "",
    agentDir: process.env.PI_CODING_AGENT_DIR ?? "",
    extensionFlagValues: new Map(),
    resourceLoaderOptions: {
      ...{ noExtensions: true, noSkills: true, noPromptTemplates: true, noThemes: true },
      additionalExtensionPaths: [fixture("scripted-provider"), REPOSITORY],
    },
  });
  const sessionManager = SessionManager.inMemory(process.env.SUBSESSION_CWD);
  const { session } = await createAgentSessionFromServices({ services, sessionManager });
  const outcomes: string[] = [];
  session.subscribe((event) => {
    if (event.type === "tool_execution_end") outcomes.push(`${event.toolName} ${event.isError ? "refused" : "ran"}`);
  });
  if (bound) await session.bindExtensions({});
  const model = session.modelRegistry.find("stub", "scripted");
  if (model === undefined) throw new Error("the scripted model isn't registered");
  await session.setModel(model);
  await session.prompt("/mode execute");
  await session.prompt(task);
  await session.agent.waitForIdle();
  await session.extensionRunner.emit({ type: "session_shutdown", reason: "quit" });
  session.dispose();
  return outcomes.join("\n");
}
