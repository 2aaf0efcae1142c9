import { describe, expect, it } from "vitest";
import { summaryOf } from "./world.ts";

describe("grep on a file of settings", () => {
  it.each([
    "grep -oE '^[A-Z_]+' .env .env.local",
    "grep -o '^[A-Z_]*=' .env",
    "grep -oP -e '^\\w+' .env",
    "egrep -oh '^[A-Za-z0-9_]+' .env",
  ])("shows names and no values: %s", (command) => expect(summaryOf(command)).toEqual([]));

  it.each([
    "grep -E '^[A-Z_]+' .env",
    "grep -o '^[A-Z_]*=.*' .env",
    "grep -o '[A-Z_]*' .env",
    "grep -oE '^[A-Z.]+' .env",
    "grep -oP '^\\w+=\\K.*' .env",
    "grep -oE -e '^[A-Z_]+' -e . .env",
    "grep -oE -e '^[A-Z_]+' -f patterns .env",
    "grep -o $p .env",
    "grep -oE '^[A-Z_]+' ~/.ssh/id_rsa",
  ])("reads a secret: %s", (command) => expect(summaryOf(command).join()).toMatch(/^(read|opaque)/));
});
