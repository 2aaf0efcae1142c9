// What of a dialog was on the screen, and since when. Laws: no key counts before a person could see what it answers; a line counts as read
// when it was on the screen together with all that stands above it, so that a jump to the end reads nothing.

/** Milliseconds without a key that must pass before keys count. */
export const QUIET_MS = 400;

export interface Reading {
  /** Keys before it are ignored, and each of them moves it on: whoever is typing is typing somewhere else. Milliseconds of any clock. */
  readonly quietUntil: number;
  /** First line of the body on the screen. */
  readonly top: number;
  /** Lines from the first one on that were on the screen, at this size of the body. */
  readonly seen: number;
  readonly readToEnd: boolean;
  readonly size: DialogSize;
}

/** In lines: what there is to read, and what of it the screen shows at once. */
export interface DialogSize {
  readonly body: number;
  readonly window: number;
  /** Columns that the lines were broken for. */
  readonly width?: number;
}

/** Not on the screen yet: no key counts before `appeared`. */
export const UNSEEN: Reading = {
  quietUntil: Number.POSITIVE_INFINITY,
  top: 0,
  seen: 0,
  readToEnd: false,
  size: { body: 0, window: 0 },
};

export function appeared<S extends Reading>(state: S, now: number): S {
  return state.quietUntil === Number.POSITIVE_INFINITY ? { ...state, quietUntil: now + QUIET_MS } : state;
}

/** What becomes of a dialog whose key came too early; undefined when keys count. */
export function hushed<S extends Reading>(state: S, now: number): S | undefined {
  if (now >= state.quietUntil) return undefined;
  return state.quietUntil === Number.POSITIVE_INFINITY ? state : { ...state, quietUntil: now + QUIET_MS };
}

/** Who types what names no choice is typing somewhere else: the rest of the word counts as little as its beginning. */
export function typedInto<S extends Reading>(state: S, now: number): S {
  return { ...state, quietUntil: now + QUIET_MS };
}

/** The dialog on a screen of this size. A body that was laid out anew is read anew, unless it was read to its end. */
export function resized<S extends Reading>(state: S, size: DialogSize): S {
  const top = Math.max(0, Math.min(state.top, size.body - size.window));
  const before = size.body === state.size.body && size.width === state.size.width ? state.seen : 0;
  const seen = top <= before ? Math.max(before, top + size.window) : before;
  return { ...state, size, top, seen, readToEnd: state.readToEnd || seen >= size.body };
}

/** By a screenful less one line, so that the eye finds its place; `resized` keeps it within the body. */
export function scrolled<S extends Reading>(state: S, direction: 1 | -1): S {
  const top = state.top + direction * Math.max(1, state.size.window - 1);
  return { ...state, top: Math.max(0, Math.min(top, state.size.body - state.size.window)) };
}
