// Trusting a project's config file: what it would open is shown once for each version of the file, and only the user says yes.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { inTurn, type ProjectFile } from "../../src/session/store.ts";
import { type Connection, say } from "../shared/connection.ts";
import { failure, info, type Reply } from "../shared/reply.ts";

const REFUSE = "Don't trust this version of the file";
const TRUST = "Trust this version of the file";
const SHOWN = 15;

/** At the start of a session: asks where the project's file waits for an answer. What it closes holds already. */
export function askForTrust(connection: Connection, context: ExtensionContext): void {
  const { project } = connection.store;
  if (!project || project.waiting.length === 0 || project.decision !== undefined || !context.hasUI) return;
  decide(project, connection, context)
    .then((reply) => reply && say(context, reply.text, reply.kind))
    .catch((error: unknown) =>
      say(context, `pi-modes: the question about ${project.file} could not be asked (${String(error)}); it opens nothing.`, "error"),
    );
}

/** `/mode trust`, `/mode trust yes|no`. */
export async function trustCommand(
  [answer]: readonly string[],
  connection: Connection,
  context: ExtensionContext,
): Promise<Reply | undefined> {
  const { project } = connection.store;
  if (!project) return info("This project has no config file for pi-modes.");
  const state = project.decision === undefined ? "You haven't decided about it." : `You said ${project.decision} about this version.`;
  if (project.waiting.length === 0 && project.decision === undefined)
    return info(`${project.file} opens nothing, so there is nothing to trust.`);
  if (answer === "yes" || answer === "no") return settle(project, answer === "yes" ? "trusted" : "refused", connection);
  if (answer !== undefined) return failure("Use /mode trust, /mode trust yes or /mode trust no.");
  if (!context.hasUI)
    return info(
      [`${project.file} would open what is listed. ${state} /mode trust yes or /mode trust no decides.`, ...lines(project)].join("\n"),
    );
  return decide(project, connection, context);
}

async function decide(project: ProjectFile, connection: Connection, context: ExtensionContext): Promise<Reply | undefined> {
  const title = [`${project.file} wants to open what isn't open by itself. What it closes holds already.`, "", ...lines(project)].join(
    "\n",
  );
  const how = context.signal ? { signal: context.signal } : undefined;
  const choice = await inTurn(connection.store, () => context.ui.select(title, [REFUSE, TRUST], how));
  if (choice === TRUST) return settle(project, "trusted", connection);
  return choice === REFUSE ? settle(project, "refused", connection) : undefined;
}

function lines({ waiting }: ProjectFile): readonly string[] {
  const more = waiting.length > SHOWN ? [`  and ${waiting.length - SHOWN} more: read the file`] : [];
  return [...waiting.slice(0, SHOWN).map((line) => `  ${line}`), ...more];
}

/** The answer is for the bytes that were shown: if the file has changed since, it counts for nothing. */
async function settle(project: ProjectFile, decision: "trusted" | "refused", connection: Connection): Promise<Reply> {
  const problem = project.decide(decision);
  await connection.store.sync?.();
  if (problem !== undefined) return failure(problem);
  return info(
    decision === "trusted"
      ? `${project.file} is trusted as it is now; a change asks again.`
      : `${project.file} opens nothing as it is now.`,
  );
}
