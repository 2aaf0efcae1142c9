// Labels in the session's tree. Law: nothing hangs on a label. Hosts leave labels out of a fork without mending the links over them, so that
// what was said before one that others hang on would be lost there, and a call could be cut from its result.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";

/** Labels the entry, and has the session go on from where it was. Where the host can't do that, there is no label. */
export function setLabelAside(
  pi: ExtensionAPI,
  { sessionManager }: Pick<ExtensionContext, "sessionManager">,
  id: string,
  label: string,
): void {
  const leaf = sessionManager.getLeafId();
  const goOnFrom: unknown = Reflect.get(sessionManager, "branch");
  if (leaf === null || typeof goOnFrom !== "function") return;
  try {
    pi.setLabel(id, label);
  } finally {
    // A full disk throws, when the label is in memory already.
    goOnFrom.call(sessionManager, leaf);
  }
}
