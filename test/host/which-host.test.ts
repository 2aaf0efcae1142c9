// The pi that tests have in their own process is the one that they start others of.

import * as pi from "@mariozechner/pi-coding-agent";
import { expect, it } from "vitest";
import { hostVersion } from "./kit/gaps.ts";

it("one pi, in the process and beside it", () => {
  expect(pi.VERSION).toBe(hostVersion());
});
