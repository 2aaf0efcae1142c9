// What was decided goes into the audit log of pi's agent directory.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import type { CallRecord } from "../../src/session/records.ts";
import type { SessionStore } from "../../src/session/store.ts";
import { agentDirectory } from "../../src/workspace/agent-directory.ts";
import { say } from "../shared/connection.ts";

export interface Auditing {
  /** For the guard: never throws and never waits. */
  readonly record: (record: CallRecord, context: ExtensionContext) => void;
  /** Resolves when everything is written. Never rejects. */
  readonly flush: () => Promise<void>;
}

interface Log {
  readonly write: (record: CallRecord, session: string, time: number) => void;
  readonly flush: () => Promise<void>;
}

export function createAuditing(store: SessionStore): Auditing {
  let log: Promise<Log> | undefined;

  // Loaded with the first call that is judged, not when pi starts.
  const open = async (context: ExtensionContext): Promise<Log> => {
    const { auditRecord } = await import("../../src/audit/line.ts");
    const { createAuditLog } = await import("./audit.ts");
    const { write, flush } = createAuditLog({
      agentDir: agentDirectory(),
      isOn: () => store.settings.audit,
      onFailure: (why) => say(context, `pi-modes: ${why}`, "warning"),
    });
    return {
      write: ({ subject, verdict, refusal, sandboxed }, session, time) =>
        write(auditRecord(verdict, { time, session, tool: subject.tool, outcome: refusal?.kind ?? (sandboxed ? "sandboxed" : "allowed") })),
      flush,
    };
  };
  const record: Auditing["record"] = (judged, context) => {
    try {
      const [session, time] = [context.sessionManager.getSessionId(), Date.now()];
      log ??= open(context);
      // A log that can't be written holds up no call.
      log.then(({ write }) => write(judged, session, time)).catch(() => undefined);
    } catch {
      // Nor does a host that names no session.
    }
  };
  const flush: Auditing["flush"] = async () => {
    await log?.then((open) => open.flush()).catch(() => undefined);
  };
  return { record, flush };
}
