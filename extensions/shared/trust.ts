// Which project files the user trusts. Law: trust is for exactly these bytes at exactly this place; whatever can't be read as such is none.

import { createHash, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inWords, readFileText } from "./policy-read.ts";

type TrustDecision = "trusted" | "refused";

export interface Trust {
  /** What the user said to the file with that hash; `unknown`: nothing. `project`: the folder that holds `.pi`, absolute. */
  readonly of: (project: string, sha256: string) => TrustDecision | "unknown";
  /** Keeps the answer, in place of an earlier one. Never throws; `why` is a sentence for the user. */
  readonly decide: (
    project: string,
    sha256: string,
    decision: TrustDecision,
  ) => { readonly kind: "done" } | { readonly kind: "failed"; readonly why: string };
  readonly pathOf: (project: string) => string;
}

export function createTrust(agentDir: string): Trust {
  const folder = join(agentDir, "pi-modes", "trust");
  const pathOf = (project: string): string => join(folder, `${createHash("sha256").update(project).digest("hex")}.json`);
  return {
    pathOf,
    of: (project, sha256) => {
      const found = readFileText(pathOf(project));
      const record = found.kind === "text" ? decode(found.text) : undefined;
      return record?.project === project && record.sha256 === sha256 ? record.decision : "unknown";
    },
    decide: (project, sha256, decision) => {
      const path = pathOf(project);
      const temporary = `${path}.tmp-${process.pid}-${randomBytes(8).toString("hex")}`;
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeWhole(temporary, `${JSON.stringify({ v: 1, project, sha256, decision })}\n`);
        renameSync(temporary, path);
        return { kind: "done" };
      } catch (error) {
        removed(temporary);
        return {
          kind: "failed",
          why: `Your answer about ${project} could not be kept in ${folder}: ${inWords(error)}. It stays as it was.`,
        };
      }
    },
  };
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** As far as that goes: the folder itself may be what is wrong. */
function removed(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Nothing was written, so nothing is left.
  }
}

interface TrustRecord {
  readonly project: string;
  readonly sha256: string;
  readonly decision: TrustDecision;
}

function decode(text: string): TrustRecord | undefined {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data !== "object" || data === null) return undefined;
    const field = (name: string): unknown => (Object.hasOwn(data, name) ? Reflect.get(data, name) : undefined);
    const [project, sha256, decision] = [field("project"), field("sha256"), field("decision")];
    if (field("v") !== 1 || typeof project !== "string" || typeof sha256 !== "string") return undefined;
    return decision === "trusted" || decision === "refused" ? { project, sha256, decision } : undefined;
  } catch {
    return undefined;
  }
}
