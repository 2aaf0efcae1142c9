// Session files as pi writes them, made in memory.

export interface MadeCall {
  readonly tool: string;
  readonly input: unknown;
  /** False: its result is an error. */
  readonly ran?: boolean;
}

type Step = MadeCall | { readonly mode: string } | { readonly line: string };

export const bash = (command: string, ran = true): MadeCall => ({ tool: "bash", input: { command }, ran });

/** Lines of a session whose entries follow each other; a `line` stands as it is. */
export function sessionLines(steps: readonly Step[], cwd = "/home/u/proj"): string[] {
  const lines = [JSON.stringify({ type: "session", version: 3, id: "s", timestamp: "2026-01-01T00:00:00.000Z", cwd })];
  let last: string | null = null;
  const add = (content: object): void => {
    const id = `e${lines.length}`;
    lines.push(JSON.stringify({ ...content, id, parentId: last, timestamp: "2026-01-01T00:00:00.000Z" }));
    last = id;
  };
  add({ type: "message", message: { role: "user", content: [{ type: "text", text: "go" }] } });
  for (const step of steps) {
    if ("line" in step) lines.push(step.line);
    else if ("mode" in step) add({ type: "custom", customType: "pi-modes:mode", data: { v: 1, mode: step.mode, by: "user" } });
    else {
      const toolCallId = `c${lines.length}`;
      const part = { type: "toolCall", id: toolCallId, name: step.tool, arguments: step.input };
      add({ type: "message", message: { role: "assistant", content: [{ type: "text", text: "so" }, part] } });
      const content = [{ type: "text", text: "done" }];
      add({ type: "message", message: { role: "toolResult", toolCallId, toolName: step.tool, content, isError: step.ran === false } });
    }
  }
  return lines;
}

export async function* stream(lines: readonly string[]): AsyncIterable<string> {
  for (const line of lines) {
    await Promise.resolve();
    yield line;
  }
}
