// A session file as the calls of its last branch. Law: one pass, line by line; a line that can't be read is counted and passed over, and the
// branch then goes on with the line before it. Of each line only what counts here is kept.

export interface PastCall {
  readonly tool: string;
  readonly input: unknown;
  /** The mode that held. */
  readonly mode: string;
  /** It ran, and without an error. A call that was refused has an error for its result. */
  readonly ran: boolean;
}

export interface PastSession {
  /** The folder that the session's header names. */
  readonly cwd: string | undefined;
  readonly calls: readonly PastCall[];
  /** Lines that can't be read. */
  readonly damaged: number;
}

/** How modes stand in a session. */
export interface ModeEntries {
  readonly type: string;
  /** The mode that the data of such an entry names. Total. */
  readonly read: (data: unknown) => string;
  /** Where a session starts. */
  readonly first: string;
}

interface RawCall {
  readonly id: unknown;
  readonly tool: string;
  readonly input: unknown;
}

/** What one line adds to a branch; `before` is the number of the entry that it follows, -1 for the first one. */
interface Entry {
  readonly before: number;
  readonly mode?: string;
  readonly calls?: readonly RawCall[];
  readonly result?: { readonly id: unknown; readonly ran: boolean };
}

export async function readSession(lines: AsyncIterable<string>, modes: ModeEntries): Promise<PastSession> {
  const entries: Entry[] = [];
  const numbers = new Map<string, number>();
  let cwd: string | undefined;
  let linear = false;
  let damaged = 0;
  for await (const line of lines) {
    if (line.trim() === "") continue;
    const data = parsed(line);
    const type = field(data, "type");
    const id = field(data, "id");
    if (type === "session") {
      const named = field(data, "cwd");
      cwd ??= typeof named === "string" && named.startsWith("/") ? named : undefined;
      // The first version of the format has no branches.
      linear = (field(data, "version") ?? 1) === 1;
    } else if (typeof type !== "string" || !(linear || typeof id === "string")) damaged += 1;
    else {
      const parent = field(data, "parentId");
      const before = !linear && parent === null ? -1 : (numbers.get(String(parent)) ?? entries.length - 1);
      entries.push({ before, ...contentOf(data, type, modes) });
      if (typeof id === "string") numbers.set(id, entries.length - 1);
    }
  }
  return { cwd, calls: callsOf(lastBranch(entries), modes.first), damaged };
}

function contentOf(data: unknown, type: string, modes: ModeEntries): Omit<Entry, "before"> {
  if (type === "custom" && field(data, "customType") === modes.type) return { mode: modes.read(field(data, "data")) };
  if (type !== "message") return {};
  const message = field(data, "message");
  const content = field(message, "content");
  switch (field(message, "role")) {
    case "assistant":
      return { calls: Array.isArray(content) ? content.flatMap(callIn) : [] };
    case "toolResult":
      return { result: { id: field(message, "toolCallId"), ran: field(message, "isError") === false } };
    default:
      return {};
  }
}

function callIn(part: unknown): readonly RawCall[] {
  const tool = field(part, "name");
  if (field(part, "type") !== "toolCall" || typeof tool !== "string") return [];
  return [{ id: field(part, "id"), tool, input: field(part, "arguments") }];
}

/** From the first entry to the last one in the file. */
function lastBranch(entries: readonly Entry[]): readonly Entry[] {
  const branch: Entry[] = [];
  // Each step goes to an earlier line, so this ends.
  for (let number = entries.length - 1; number >= 0; ) {
    const entry = entries[number];
    if (!entry) break;
    branch.push(entry);
    number = Math.min(entry.before, number - 1);
  }
  return branch.reverse();
}

function callsOf(branch: readonly Entry[], firstMode: string): readonly PastCall[] {
  const ran = new Set(branch.flatMap(({ result }) => (result?.ran ? [result.id] : [])));
  let mode = firstMode;
  return branch.flatMap((entry) => {
    mode = entry.mode ?? mode;
    return (entry.calls ?? []).map(({ id, tool, input }) => ({ tool, input, mode, ran: ran.has(id) }));
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
