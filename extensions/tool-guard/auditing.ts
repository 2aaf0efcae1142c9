// What was decided goes into the audit log of pi's agent directory.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { auditRecord } from "../../src/audit/line.ts";
import type { CallRecord } from "../../src/session/records.ts";
import type { SessionStore } from "../../src/session/store.ts";
import { agentDirectory } from "../../src/workspace/node.ts";
import { say } from "../shared/connection.ts";
import { type AuditLog, createAuditLog } from "./audit.ts";

export interface Auditing {
  /** For the guard: never throws and never waits. */
  readonly record: (record: CallRecord, context: ExtensionContext) => void;
  /** Resolves when everything is written. Never rejects. */
  readonly flush: () => Promise<void>;
}

export function createAuditing(store: SessionStore): Auditing {
  let log: AuditLog | undefined;
  const record: Auditing["record"] = ({ subject, verdict, refusal }, context) => {
    try {
      log ??= createAuditLog({
        agentDir: agentDirectory(),
        isOn: () => store.settings.audit,
        onFailure: (why) => say(context, `pi-modes: ${why}`, "warning"),
      });
      const session = context.sessionManager.getSessionId();
      log.write(auditRecord(verdict, { time: Date.now(), session, tool: subject.tool, outcome: refusal?.kind ?? "allowed" }));
    } catch {
      // A log that can't be written holds up no call.
    }
  };
  return { record, flush: async () => log?.flush() };
}
