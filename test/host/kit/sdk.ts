// pi inside the test's process: one real session, the scripted provider, and a user interface that records.

import type { AgentSession, AgentSessionEvent } from "@mariozechner/pi-coding-agent";
import { PACKAGE } from "./host.ts";
import { contentText, isRecord } from "./json.ts";
import { endSession, makeSession, sessionManagers, useModel } from "./made-session.ts";
import { type Answers, makeRecordingUi, type RecordingUi } from "./recording-ui.ts";
import type { Scratch } from "./scratch.ts";

export interface SdkOptions {
  /** Extension files or packages; the repository's package when absent. */
  readonly extensions?: readonly string[];
  readonly plan?: boolean;
  /** False: the host has no user interface at all. */
  readonly ui?: boolean;
  /** A session file to go on with; a session in memory when absent. */
  readonly file?: string;
  /** True: a new session that is written into a file. */
  readonly keep?: boolean;
  /** How dialogs are answered that open while the session begins; dismissed when absent. */
  readonly answers?: Answers;
}

interface ToolOutcome {
  readonly tool: string;
  readonly refused: boolean;
  readonly text: string;
}

export interface Sdk {
  readonly session: AgentSession;
  readonly ui: RecordingUi;
  readonly events: readonly AgentSessionEvent[];
  /** What extensions threw after they were loaded. */
  readonly errors: readonly string[];
  /** Sends a prompt, or a slash command, and gives the outcomes of the calls it led to. */
  prompt(message: string): Promise<readonly ToolOutcome[]>;
  close(): Promise<void>;
}

export async function startSdk(scratch: Scratch, options: SdkOptions = {}): Promise<Sdk> {
  narrowEnvironment(scratch);
  const place = { cwd: scratch.project, agentDir: scratch.agent };
  const sessionManager =
    options.file !== undefined
      ? sessionManagers.open(options.file)
      : options.keep === true
        ? sessionManagers.create(place)
        : sessionManagers.memory(scratch.project);
  const flags = new Map(options.plan === true ? [["plan", true]] : []);
  const made = await makeSession(place, sessionManager, options.extensions ?? [PACKAGE], flags);
  const { session } = made;
  const errors = [...made.errors];
  // pi's own command line doesn't start then; a session that goes on without the guard would prove nothing.
  if (errors.length > 0) throw new Error(errors.join("\n"));
  const events: AgentSessionEvent[] = [];
  session.subscribe((event) => void events.push(event));

  const ui = makeRecordingUi(options.answers);
  const replaced = () => Promise.reject(new Error("This host keeps one session."));
  await session.bindExtensions({
    ...(options.ui === false ? {} : { uiContext: ui.context }),
    commandContextActions: {
      waitForIdle: () => session.agent.waitForIdle(),
      newSession: replaced,
      fork: replaced,
      switchSession: replaced,
      navigateTree: (target, how) => session.navigateTree(target, how),
      reload: () => session.reload(),
    },
    onError: (error) => void errors.push(`${error.extensionPath}: ${error.error}`),
  });
  await useModel(session, "stub", "scripted");

  const prompt = async (message: string) => {
    const since = events.length;
    await session.prompt(message);
    await session.agent.waitForIdle();
    // What a command or the end of a run led to begins a moment later.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await session.agent.waitForIdle();
    return events.slice(since).flatMap(outcome);
  };
  const close = async () => {
    await session.abort();
    await endSession(session);
  };
  return { session, ui, events, errors, prompt, close };
}

function outcome(event: AgentSessionEvent): readonly ToolOutcome[] {
  if (event.type !== "tool_execution_end") return [];
  const result: unknown = event.result;
  return [{ tool: event.toolName, refused: event.isError, text: contentText(isRecord(result) ? result.content : undefined) }];
}

/** What pi starts in this process inherits its environment: only the scratch one, and what the test runner set for itself. */
function narrowEnvironment(scratch: Scratch): void {
  for (const name of Object.keys(process.env)) {
    if (!/^(VITEST|NODE_ENV$|TEST$|MODE$|DEV$|PROD$|SSR$|BASE_URL$)/.test(name)) delete process.env[name];
  }
  Object.assign(process.env, scratch.env);
}
