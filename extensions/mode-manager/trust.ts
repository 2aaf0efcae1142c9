// Trusting a project's config file. Law: a yes counts only for the bytes whose whole list was shown in this session; what can't be shown
// as a whole can't be trusted here. A no always counts.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { inTurn, type ProjectFile } from "../../src/session/store.ts";
import { type Connection, say } from "../shared/connection.ts";
import { dialogEnd } from "../shared/dialogs.ts";
import { failure, info, type Reply } from "../shared/reply.ts";

const REFUSE = "Don't trust this version of the file";
const TRUST = "Trust this version of the file";
const MORE = "Show what else it would open";
/** Lines of one page, of all pages, and letters of a line. */
const PAGE = 12;
const LINES = 40;
const LENGTH = 400;

/** The hash of the file that was shown last, by session. */
const shown = new WeakMap<Connection["store"], string>();

/** At the start of a session: asks where the project's file waits for an answer. What it closes holds already. */
export function askForTrust(connection: Connection, context: ExtensionContext): void {
  const { project } = connection.store;
  if (!project || project.waiting.length === 0 || project.decision !== undefined || !context.hasUI) return;
  if (whyNot(project) !== undefined) return;
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
  if (answer !== undefined && answer !== "yes" && answer !== "no") return failure("Use /mode trust, /mode trust yes or /mode trust no.");
  if (answer === "no") return settle(project, "refused", connection);
  if (project.broken)
    return failure(`${project.file} has a mistake, so nobody knows what it means. Mend it, or leave it out with /mode trust no.`);
  if (project.waiting.length === 0 && project.decision === undefined)
    return info(`${project.file} opens nothing, so there is nothing to trust.`);
  const why = whyNot(project);
  if (why !== undefined) return failure(why);
  if (answer === "yes" && shown.get(connection.store) === project.sha256) return settle(project, "trusted", connection);
  if (context.hasUI) return decide(project, connection, context);
  shown.set(connection.store, project.sha256);
  const state = project.decision === undefined ? "You haven't decided about it." : `You said ${project.decision} about this version.`;
  return info(
    [`${project.file} would open what is listed. ${state} /mode trust yes or /mode trust no decides.`, ...lines(project)].join("\n"),
  );
}

/** Page after page; the yes stands under the last one only. */
async function decide(project: ProjectFile, connection: Connection, context: ExtensionContext): Promise<Reply | undefined> {
  const how = dialogEnd(context, connection.store);
  const all = lines(project);
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const choice = await inTurn(connection.store, async () => {
    for (let page = 1; page < pages; page += 1) {
      const answer = await context.ui.select(titleOf(project, all, page, pages), [REFUSE, MORE], how);
      if (answer !== MORE) return answer;
    }
    shown.set(connection.store, project.sha256);
    return context.ui.select(titleOf(project, all, pages, pages), [REFUSE, TRUST], how);
  });
  if (choice === TRUST) return settle(project, "trusted", connection);
  return choice === REFUSE ? settle(project, "refused", connection) : undefined;
}

function titleOf({ file }: ProjectFile, all: readonly string[], page: number, pages: number): string {
  const which = pages === 1 ? "" : ` Page ${page} of ${pages}, what opens most first.`;
  const part = all.slice((page - 1) * PAGE, page * PAGE);
  return [`${file} wants to open what isn't open by itself. What it closes holds already.${which}`, "", ...part].join("\n");
}

function lines({ waiting }: ProjectFile): readonly string[] {
  return waiting.map((line) => `  ${line}`);
}

/** Why nobody could look at all that the file opens; undefined where one can. */
function whyNot({ file, waiting }: ProjectFile): string | undefined {
  const way = "It opens nothing. Make it shorter, or take what you need into your own file.";
  if (waiting.length > LINES)
    return `${file} would open ${waiting.length} things, and ${LINES} are the most that can be shown here. ${way}`;
  const long = waiting.find((line) => line.length > LENGTH);
  return long && `${file} would open something that is too long to be shown here (${long.slice(0, long.indexOf(": "))}). ${way}`;
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
