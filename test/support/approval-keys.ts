// Keys that are pressed in the approval, on screens that a person could read.

import { type ApprovalState, handleKey, openApproval } from "../../extensions/mode-manager/approval-state.ts";
import type { Key } from "../../extensions/shared/dialog-keys.ts";
import { appeared, resized } from "../../extensions/shared/dialog-reading.ts";
import { approvalOf } from "./approvals.ts";

type Handled = ReturnType<typeof handleKey>;

export const typed = (text: string): Key => ({ kind: "character", text });
export const key = (kind: Exclude<Key["kind"], "character" | "paste">): Key => ({ kind });
export const paste = (text: string): Key => ({ kind: "paste", text });
export const words = (text: string) => [...text].map(typed);

/** On a screen that shows everything, since 0, read by a person. */
export const ready = (): ApprovalState => resized(appeared(openApproval(approvalOf()), 0), { body: 10, window: 10 });
/** On one that shows ten of its lines. */
export const long = (body = 25): ApprovalState => resized(appeared(openApproval(approvalOf()), 0), { body, window: 10 });

/** Keys, one every second from the first second on, each on a screen that was drawn, until one of them answers. */
function press(state: ApprovalState, ...keys: readonly Key[]): Handled {
  let handled: Handled = { kind: "open", state };
  for (const [index, next] of keys.entries()) {
    if (handled.kind === "answered") break;
    handled = handleKey(resized(handled.state, handled.state.size), next, (index + 1) * 1000);
  }
  return handled;
}

export function answer(state: ApprovalState, ...keys: readonly Key[]) {
  const handled = press(state, ...keys);
  return handled.kind === "answered" ? handled.answer : undefined;
}

export function leftOpen(state: ApprovalState, ...keys: readonly Key[]): ApprovalState {
  const handled = press(state, ...keys);
  if (handled.kind === "answered") throw new Error(`It answered ${handled.answer.kind}.`);
  return handled.state;
}
