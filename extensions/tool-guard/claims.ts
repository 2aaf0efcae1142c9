// What other extensions say of their tools over the bus. It adds to what is asked or refused, and opens nothing.

import { CHANNELS, decodeClaim } from "../../src/session/channels.ts";
import type { Connection } from "../shared/connection.ts";

/** Tools that are spoken for. What nobody speaks for is a question anyway. */
const MAX_CLAIMS = 1000;

export function takeClaims({ store, listen }: Pick<Connection, "store" | "listen">): void {
  const { claims } = store.tools;
  listen(CHANNELS.declareTool, (data) => {
    const claim = decodeClaim(data);
    // What was said first stands: a second word could only take something back.
    if (claim && !claims.has(claim.tool) && claims.size < MAX_CLAIMS) claims.set(claim.tool, claim.claims);
  });
}
