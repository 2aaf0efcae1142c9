// A settings file of another tool, told by its shape. Comments and trailing commas are fine, as in the originals.

import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { importClaude } from "./claude.ts";
import { isRecord } from "./data.ts";
import type { Imported } from "./model.ts";
import { importOpenCode } from "./opencode.ts";

export type ReadImport = { readonly kind: "ok"; readonly value: Imported } | { readonly kind: "wrong"; readonly why: string };

/** Larger files are no settings. In UTF-16 units. */
const LIMIT = 1_000_000;

export function readImport(text: string): ReadImport {
  try {
    return readText(text);
  } catch {
    // The parser goes down into the data; it has no other failure.
    return { kind: "wrong", why: "it is nested too deeply" };
  }
}

function readText(text: string): ReadImport {
  if (text.length > LIMIT) return { kind: "wrong", why: "it is too large for a settings file" };
  const errors: ParseError[] = [];
  const data: unknown = parse(text.replace(/^\uFEFF/, ""), errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) {
    const line = text.slice(0, error.offset).split("\n").length;
    return { kind: "wrong", why: `line ${line} isn't JSON (${printParseErrorCode(error.error)})` };
  }
  if (!isRecord(data)) return { kind: "wrong", why: "it isn't a JSON object" };
  if (isRecord(data.permissions)) return { kind: "ok", value: importClaude(data.permissions) };
  const agents = [data.agent, data.mode].filter(isRecord).flatMap((part) => Object.values(part));
  if (data.permission !== undefined || agents.some((agent) => isRecord(agent) && agent.permission !== undefined)) {
    return { kind: "ok", value: importOpenCode(data) };
  }
  return { kind: "wrong", why: 'it has neither "permissions" (Claude Code) nor "permission" (OpenCode)' };
}
