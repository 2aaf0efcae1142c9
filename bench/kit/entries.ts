// The entries of a session as pi writes them: messages, other extensions' entries, and all kinds of ours.

export type Entry = Readonly<Record<string, unknown>>;

/** What it would be that `index` of a session: `share` of a hundred are ours. */
export function entryOf(index: number, share: number): Entry {
  if (index % 100 < share) return ours(index);
  return index % 10 === 9 ? { type: "custom", customType: "other:state", data: { index } } : message(index);
}

const NOTHING = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } as const;

function message(index: number): Entry {
  const content = [{ type: "text", text: `Message ${index}, of some length, as they are.` }];
  const usage = { ...NOTHING, totalTokens: 0, cost: { ...NOTHING, total: 0 } };
  const from = { api: "openai-completions", provider: "stub", model: "scripted" };
  const said = { role: "assistant", content, ...from, usage, stopReason: "stop", timestamp: 0 };
  return { type: "message", message: index % 2 === 0 ? { role: "user", content, timestamp: 0 } : said };
}

export function ours(index: number): Entry {
  const mode = index % 3 === 0 ? "plan" : "execute";
  const plan = `p${Math.floor(index / 1000)}`;
  const manifest = { writes: ["src/**"], commands: ["npm test"], network: [], installs: [] };
  if (index % 1000 === 0) {
    const steps = [{ id: "s1", text: "Move the parser." }];
    const data = { v: 1, event: "submitted", plan: { id: plan, revision: 1, title: "Parser", summary: "", steps, manifest } };
    return { type: "custom", customType: "pi-modes:plan", data };
  }
  if (index % 1000 === 1) {
    const data = { v: 1, event: "approved", plan, revision: 1, release: { manifest, askEdits: false, mode: "execute" } };
    return { type: "custom", customType: "pi-modes:plan", data };
  }
  switch (Math.floor(index / 100) % 4) {
    case 0:
      return { type: "custom", customType: "pi-modes:mode", data: { v: 1, mode, previous: "execute", by: "user" } };
    case 1:
      return { type: "custom_message", customType: "pi-modes:notice", content: "told", display: true, details: { v: 1, mode } };
    case 2:
      return { type: "custom", customType: "pi-modes:progress", data: { v: 1, plan, updates: [{ step: "s1", status: "done" }] } };
    default:
      return { type: "custom", customType: "pi-modes:deviation", data: { v: 1, plan, text: `ran something ${index}` } };
  }
}
