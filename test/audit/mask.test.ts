import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { masked } from "../../src/audit/mask.ts";

/** A text, and what of it must not stand in a log. Made up, put together so that no scanner takes them for real ones. */
const SECRETS: readonly (readonly [string, string])[] = [
  ["--password=hunter2", "hunter2"],
  ["--password hunter2", "hunter2"],
  ['--password="two words"', "words"],
  ["PGPASSWORD=hunter2 psql", "hunter2"],
  ["DB_PASSWORD=hunter2", "hunter2"],
  ["env MY_API_KEY=abc123 node x.js", "abc123"],
  ["--api-key=abc123", "abc123"],
  ["--token abc123", "abc123"],
  ["GITHUB_TOKEN=abc123", "abc123"],
  ["AWS_SECRET_ACCESS_KEY=abc123", "abc123"],
  ['{"client_secret": "abc123"}', "abc123"],
  ["https://user:hunter2@example.com/x", "hunter2"],
  ["https://abc123@github.com/a/b.git", "abc123"],
  ["postgres://app:hunter2@db:5432/app", "hunter2"],
  ["https://example.com/x?token=abc123&y=1", "abc123"],
  ["https://example.com/x?sig=abc123", "abc123"],
  ["Authorization: Bearer abc.def-123", "abc.def-123"],
  ['"Authorization: Basic dXNlcjpwdw=="', "dXNlcjpwdw"],
  ["X-Api-Key: abc123", "abc123"],
  ["Cookie: sid=abc123; other=1", "abc123"],
  ["-u user:hunter2", "hunter2"],
  ["--user=user:hunter2", "hunter2"],
  [`${"AKIA"}IOSFODNN7EXAMPLE`, "IOSFODNN7"],
  ["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "bPxRfiCY"],
  [`${"ghp_"}16C7e42F292c6912E7710c838347Ae178B4a`, "292c6912"],
  [`${"github_pat_"}11ABCDEFG0aBcDeFgHiJkL`, "aBcDeF"],
  [`${"xoxb-"}1234567890-abcdefghij`, "abcdefghij"],
  [`${"sk_live_"}4eC39HqLyjWDarjtT1zdp7dc`, "4eC39Hq"],
  [`${"eyJ"}hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N`, "hbGciOi"],
  ["a94a8fe5ccb19ba61c4c0873d391e987982fbbd3", "a94a8fe5"],
  ["/srv/keys/q3Zk8Lm2Xv9Rt5Bw7Ny1Hd4/file", "q3Zk8Lm2"],
  ["-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "MIIE"],
];

const HARMLESS: readonly string[] = [
  "git",
  "src/components/UserProfileHeader.tsx",
  "/home/u/proj/node_modules/.pnpm/@babel+core@7.24.0/node_modules/@babel/core/lib/index.js",
  "getUserProfileByIdentifierAndName",
  "test/extensions/environment.test.ts",
  "--no-password-prompt",
  "docs/password-reset-and-token-refresh.md",
  "src/auth/tokens.ts",
  "https://example.com/a/b?page=2",
  "HEAD~3..origin/feature/very-long-branch-name-2",
  "npm run build:production",
  "s/foo/bar/g",
  "2026-11-29T23:15:19.000Z",
  "/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
  "-DCMAKE_BUILD_TYPE=RelWithDebInfo",
  "--author=someone",
  "user@example.com",
  "git@github.com:owner/repository.git",
  "ssh://host/path",
  "00000000000000000000000000",
  "internationalization-and-localization-guide",
];

describe("what looks like a credential", () => {
  it.each(SECRETS)("%j does not show %j", (text, secret) => {
    expect(masked(text)).not.toContain(secret);
    expect(masked(text)).toContain("***");
  });

  it.each(SECRETS)("%j is hidden in the middle of a command too", (text, secret) => {
    expect(masked(`curl -s ${text} | sort`)).not.toContain(secret);
  });
});

describe("a harmless word", () => {
  it.each(HARMLESS)("%s stays", (text) => {
    expect(masked(text)).toBe(text);
  });
});

describe("random words of letters and digits", () => {
  it("are hidden nearly always", () => {
    const letter = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    const words = fc.sample(
      fc.array(letter, { minLength: 32, maxLength: 48 }).map((list) => list.join("")),
      { numRuns: 1000, seed: 1 },
    );
    expect(words.filter((word) => !masked(word).includes("***")).length).toBeLessThan(10);
  });
});

describe("long hostile texts", () => {
  it.each([
    ["a".repeat(200_000)],
    ["token=".repeat(30_000)],
    ["://".repeat(60_000)],
    ["-----BEGIN PRIVATE KEY-----".repeat(7000)],
    ["a-".repeat(100_000)],
  ])("are masked in bounded time (case %#)", (text) => {
    const before = performance.now();
    masked(text);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
