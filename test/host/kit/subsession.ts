// A session in the process of another one, as the SDK makes it.

import { PACKAGE } from "./host.ts";
import { endSession, makeSession, sessionManagers, useModel } from "./made-session.ts";

/** `bound`: its extensions are told that the session begins. Gives the outcomes of its calls. */
export async function startSubsession(task: string, bound: boolean): Promise<string> {
  const place = { cwd: process.env.SUBSESSION_CWD ?? "", agentDir: process.env.PI_CODING_AGENT_DIR ?? "" };
  const { session } = await makeSession(place, sessionManagers.memory(place.cwd), [PACKAGE]);
  const outcomes: string[] = [];
  session.subscribe((event) => {
    if (event.type === "tool_execution_end") outcomes.push(`${event.toolName} ${event.isError ? "refused" : "ran"}`);
  });
  if (bound) await session.bindExtensions({});
  await useModel(session, "stub", "scripted");
  await session.prompt("/mode execute");
  await session.prompt(task);
  await session.agent.waitForIdle();
  await endSession(session);
  return outcomes.join("\n");
}
