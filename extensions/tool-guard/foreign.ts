// Entries of our kinds that another extension appends while the session runs. Law: before each verdict the branch holds nothing that somebody
// else than the user opened; what it held when the session began counts, since who wrote it isn't known any more.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { field } from "../../src/decode.ts";
import { isOurs } from "../../src/session/branch-reader.ts";
import type { SessionStore } from "../../src/session/store.ts";
import { inSession, ourEntries } from "../shared/branch.ts";
import { type Connection, say } from "../shared/connection.ts";
import { entryMark } from "../shared/written.ts";

/** Takes back what others opened. Rejects where the session can't be read or written. */
export type Look = (context: ExtensionContext) => Promise<void>;

/** From the session's start on, and before each point that the user may come back to. */
export function watchSession(pi: ExtensionAPI, connection: Connection): Look {
  const { begin, look } = createWatch(pi, connection);
  const leave = async (_event: unknown, context: ExtensionContext): Promise<void> => {
    await look(context).catch((error: unknown) =>
      say(context, `pi-modes: the session can't be looked through (${String(error)}).`, "error"),
    );
  };
  connection.onEnter(begin);
  connection.onRunEnd((context) => void leave(undefined, context));
  pi.on("session_before_fork", leave);
  pi.on("session_before_switch", leave);
  pi.on("session_before_tree", leave);
  pi.on("session_shutdown", leave);
  return look;
}

interface Watch {
  /** The session begins, or is another one: what is there counts. Nothing happens where it is still the same. */
  readonly begin: (context: ExtensionContext) => void;
  readonly look: Look;
}

function createWatch(pi: Pick<ExtensionAPI, "appendEntry">, { store, refresh }: Pick<Connection, "store" | "refresh">): Watch {
  let known = new Set<unknown>();
  let session: string | undefined;
  let seen: readonly unknown[] = [];

  const begin: Watch["begin"] = (context) => {
    const id = context.sessionManager.getSessionId();
    if (id === session) return;
    session = id;
    store.writing.length = 0;
    seen = ourEntries(store, context);
    known = new Set(store.reader.ids(context.sessionManager));
  };

  const takeBack = async (context: ExtensionContext): Promise<void> => {
    if (session === undefined) return;
    const entries = ourEntries(store, context);
    if (entries === seen) return;
    const foreign = new Set(entries.filter((entry) => isOurs(entry) && field(entry, "type") === "custom" && !isOwn(entry, known, store)));
    // Where the mode is changed by another package than this one, every entry is somebody else's, and the session says what holds.
    if (foreign.size > 0 && store.seats.has("mode-manager")) {
      const { remedies } = await import("../../src/session/foreign.ts");
      const due = remedies({ entries, isOwn: (entry) => !foreign.has(entry), policy: store.policy });
      for (const { type, data } of due) pi.appendEntry(type, data);
      tell(new Set(due.map(({ what }) => what)), store, context);
    }
    for (const entry of foreign) known.add(field(entry, "id"));
    seen = entries;
    if (foreign.size > 0) refresh(context);
  };

  let last: Promise<void> = Promise.resolve();
  const look: Look = (context) => {
    last = last.catch(() => undefined).then(() => takeBack(context));
    return last;
  };
  return { begin, look };
}

/** Found when the session began, or written by this package since. */
function isOwn(entry: unknown, known: Set<unknown>, { writing }: SessionStore): boolean {
  const id = field(entry, "id");
  if (known.has(id)) return true;
  const place = writing.indexOf(entryMark(field(entry, "customType"), field(entry, "data")));
  if (place < 0) return false;
  writing.splice(place, 1);
  known.add(id);
  return true;
}

function tell(opened: ReadonlySet<string>, store: SessionStore, context: ExtensionContext): void {
  for (const what of opened) {
    const key = inSession(`foreign: ${what}`, context);
    if (store.reported.has(key)) continue;
    store.reported.add(key);
    say(
      context,
      `pi-modes: another extension wrote ${what} into this session. Only you may open something, so it was taken back: see /mode status.`,
      "warning",
    );
  }
}
