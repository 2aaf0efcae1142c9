// How an extension of this package hangs on a session: the shared store, its rebuilding, and the end of both.
// Everything that differs between hosts in events and life cycle stands here.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { field } from "../../src/decode.ts";
import { announceChange, listen } from "../../src/session/channels.ts";
import { changeOf, rebuild, type Seat, type SessionStore, shareStore, UNREADABLE_BRANCH } from "../../src/session/store.ts";
import { hushAfterEnd } from "./after-end.ts";
import { endLastLine, inSession, ourEntries } from "./branch.ts";
import { ceilingNow, givenCeiling } from "./ceiling.ts";
import { bringPolicy } from "./late-policy.ts";
import { noteWrites } from "./written.ts";

export interface Connection {
  readonly store: SessionStore;
  /** The context of the last session event; undefined before the session starts and after it ends. */
  readonly context: () => ExtensionContext | undefined;
  /** True from the session's shutdown on: whatever is still under way may write nothing any more, since another instance has read the branch. */
  readonly ended: () => boolean;
  /** Called after the store was rebuilt from another branch or session; `reason` as the host gives it, undefined on hosts without. */
  readonly onEnter: (handler: (context: ExtensionContext, event: EnterEvent) => void) => void;
  readonly onLeave: (handler: (context: ExtensionContext) => void) => void;
  /**
   * Called at the end of a run, which waits for nobody: in JSON mode the host leaves without saying that the run ended where its extensions
   * take their time over it. `messages`: of the run.
   */
  readonly onRunEnd: (handler: (context: ExtensionContext, messages: readonly unknown[]) => void) => void;
  /** A bus subscription that ends with the session. */
  readonly listen: (channel: string, handler: (data: unknown) => void) => void;
  /** Reads the branch anew and tells everyone. */
  readonly refresh: (context: ExtensionContext) => void;
}

export interface EnterEvent {
  readonly name: RestoringEvent;
  readonly reason: string | undefined;
}

/** `session_switch` and `session_fork` exist up to 0.64; later hosts fire `session_start` instead and ignore these names. */
const RESTORING_EVENTS = ["session_start", "session_switch", "session_fork", "session_tree"] as const;
type RestoringEvent = (typeof RESTORING_EVENTS)[number];

/** On the bus, with the context that a session begins with. */
const GOES_ON = "pi-modes:goes-on";

/** Hosts up to 0.55 see tools only that are registered while extensions load; what came with the others is how they are told apart. */
export function takesLateTools(pi: ExtensionAPI): boolean {
  return typeof pi.unregisterProvider === "function";
}

export function connect(pi: ExtensionAPI, seat: Seat): Connection {
  const { store, release } = shareStore(pi.events, seat, ceilingNow());
  noteWrites(pi, store, () => current, say);
  hushAfterEnd(
    pi,
    () => over,
    () => {
      isAside = false;
    },
  );
  const disposers = [release];
  const enterHandlers: ((context: ExtensionContext, event: EnterEvent) => void)[] = [];
  const leaveHandlers: ((context: ExtensionContext) => void)[] = [];
  let current: ExtensionContext | undefined;
  let over = false;
  let isAside = false;

  const refresh = (context: ExtensionContext): void => {
    rebuild(store, branchOf(store, context));
    announceChange(pi.events, changeOf(store));
  };
  // Whoever a session event reaches first rebuilds: hosts up to 0.54 drop an extension that clashes with another, after it made the store, and
  // where the package is loaded twice at once, who made it may hear of nothing any more.
  let hasLed = false;
  const lead = (event: unknown, context: ExtensionContext): boolean => {
    const [lastEvent, lastContext] = store.entered ?? [];
    if (store.entered && lastEvent === event && lastContext === context) return false;
    store.entered = [event, context];
    if (hasLed) return true;
    hasLed = true;
    bringPolicy(
      pi,
      store,
      () => current,
      (context) => {
        refresh(context);
        reportProblems(store, context);
      },
    );
    return true;
  };

  /** Hosts up to 0.64 give no reason. There the bus outlives a reload, and with it the answer that the session began before. */
  const isAgain = (name: RestoringEvent): boolean => {
    let again = false;
    if (name !== "session_start") return again;
    const question = `pi-modes:begun:${seat}`;
    pi.events.emit(question, () => {
      again = true;
    });
    if (!again) listen(pi.events, question, (reply) => typeof reply === "function" && reply());
    return again;
  };

  for (const name of RESTORING_EVENTS) {
    onAnyHost(pi, name, async (event, context) => {
      current = context;
      // All of the package's extensions are loaded now.
      release();
      // At once, since not every host waits; and again, should the config files change anything.
      if (lead(event, context)) {
        if (name === "session_start") pi.events.emit(GOES_ON, context);
        store.ceiling = ceilingAt(name, event, store.ceiling, context);
        endLastLine(context);
        store.reader.forget();
        refresh(context);
        await store.sync?.();
        reportProblems(store, context);
      }
      const reason = reasonOf(event) ?? (isAgain(name) ? "reload" : undefined);
      for (const handler of enterHandlers) handler(context, { name, reason });
    });
  }
  pi.on("session_shutdown", (_event, context) => {
    store.ending.abort();
    for (const handler of leaveHandlers) handler(context);
    current = undefined;
    over = true;
    for (const dispose of disposers.splice(0)) dispose();
  });
  // A host that loads the package twice at once tells the first one nothing, and goes on with the other. Anybody may say so on the bus: then
  // the host's next event shows that this one is still meant.
  disposers.push(
    listen(pi.events, GOES_ON, (theirs) => {
      const isOurs = theirs === current || theirs === store.entered?.[1];
      isAside ||= !isOurs && current !== undefined && field(theirs, "sessionManager") === current.sessionManager;
    }),
  );

  const runEndHandlers: ((context: ExtensionContext, messages: readonly unknown[]) => void)[] = [];
  const onRunEnd: Connection["onRunEnd"] = (handler) => {
    if (runEndHandlers.push(handler) > 1) return;
    pi.on("agent_end", ({ messages }, context) => {
      for (const handle of runEndHandlers) handle(context, messages);
    });
  };

  return {
    store,
    onRunEnd,
    context: () => current,
    ended: () => over,
    onEnter: (handler) => enterHandlers.push(handler),
    onLeave: (handler) => leaveHandlers.push(handler),
    listen: (channel, handler) => disposers.push(listen(pi.events, channel, (data) => (isAside ? undefined : handler(data)))),
    refresh,
  };
}

/** Registers for an event that this host's types may not know. Unknown names never fire and do no harm on any host. */
function onAnyHost(pi: ExtensionAPI, name: RestoringEvent, handler: (event: unknown, context: ExtensionContext) => Promise<void>): void {
  const register: (name: never, handler: (event: unknown, context: ExtensionContext) => Promise<void>) => void = pi.on.bind(pi);
  register(name as never, handler);
}

/** A session that is read anew, or takes the place of another one, is below none; what it was found under when it loaded was its own call. */
function ceilingAt(name: RestoringEvent, event: unknown, ceiling: string | undefined, context: ExtensionContext): string | undefined {
  if (name === "session_tree") return ceiling;
  const isNew = name === "session_start" && ["startup", undefined].includes(reasonOf(event));
  return isNew ? ceilingNow(sessionOf(context)) : givenCeiling();
}

function sessionOf({ sessionManager }: ExtensionContext): string | undefined {
  try {
    return sessionManager.getSessionId();
  } catch {
    return undefined;
  }
}

function branchOf(store: SessionStore, context: ExtensionContext): readonly unknown[] {
  try {
    return ourEntries(store, context);
  } catch {
    return UNREADABLE_BRANCH;
  }
}

function reportProblems(store: SessionStore, context: ExtensionContext): void {
  reportConfiguration(store, context);
  reportUnreadable(store, context);
}

/** What is wrong with the configuration is said once, and stays in `/mode status`. */
function reportConfiguration(store: SessionStore, context: ExtensionContext): void {
  const fresh = store.configuration.filter((line) => !store.reported.has(line));
  if (fresh.length === 0) return;
  for (const line of fresh) store.reported.add(line);
  say(
    context,
    ["pi-modes:", ...fresh.slice(0, REPORTED), ...(fresh.length > REPORTED ? ["see /mode status for more"] : [])].join("\n"),
    "warning",
  );
}

const REPORTED = 5;

function reportUnreadable(store: SessionStore, context: ExtensionContext): void {
  const fresh = store.branch.unreadable.filter((id) => !store.reported.has(inSession(id, context)));
  if (fresh.length === 0) return;
  for (const id of fresh) store.reported.add(inSession(id, context));
  say(
    context,
    `pi-modes: a mode entry of this session can't be read (${fresh.join(", ")}), so the strictest mode holds: ${store.branch.mode}. Choose a mode with /mode to go on.`,
    "warning",
  );
}

function reasonOf(event: unknown): string | undefined {
  const reason: unknown = typeof event === "object" && event !== null ? Reflect.get(event, "reason") : undefined;
  return typeof reason === "string" ? reason : undefined;
}

/**
 * A line for the person: a notification where there is a UI, else standard error, which no machine-readable output shares. Never throws: the
 * context of a session that has ended does, and nobody is there to be told any more.
 */
export function say(context: ExtensionContext, text: string, kind: "info" | "warning" | "error" = "info"): void {
  try {
    if (context.hasUI) context.ui.notify(text, kind);
    else console.error(text);
  } catch {
    // What was to be said is about a session that is gone.
  }
}
