// What a project's file would tell the model, and which model it would choose, waits for trust and is shown whole.

import { expect, it } from "vitest";
import { buildPolicy, NO_SOURCES } from "../../src/config/policy.ts";
import type { Config } from "../../src/config/schema.ts";
import { world } from "../support/project.ts";

const PLACE = { root: world.root, home: world.home, real: (path: string) => path };
const USER: Config = { handOvers: { done: "mine" }, modes: { plan: { model: "a/mine", thinking: "low" } } };
const LONG = `${"long ".repeat(200)}end`;
const PROJECT: Config = {
  handOvers: { done: "Say:\n{plan}", approved: LONG },
  modes: { plan: { model: "b/theirs", thinking: "high" }, execute: { model: "b/theirs" } },
};

function built(project: Config, trusted: boolean) {
  const text = (file: string, config: Config) => ({ kind: "text" as const, file, text: JSON.stringify(config) });
  return buildPolicy({ ...NO_SOURCES, user: text("user.json", USER), project: { ...text("project.json", project), trusted } }, PLACE);
}

it("waits while the file isn't trusted, and what the user said holds", () => {
  const { settings, policy, waiting, problems } = built(PROJECT, false);
  expect(problems).toEqual([]);
  expect(settings.handOvers).toEqual({ done: "mine" });
  expect(policy.modes.get("plan")).toMatchObject({ model: "a/mine", thinking: "low" });
  expect(policy.modes.get("execute")).not.toHaveProperty("model");
  expect(waiting.map(({ text }) => text).toSorted()).toEqual([
    `handOvers.approved: tell the model "${LONG}"`,
    'handOvers.done: tell the model "Say: {plan}"',
    "modes.execute.model: `b/theirs` instead of the one chosen",
    "modes.plan.model: `b/theirs` instead of a/mine",
    "modes.plan.thinking: `high` instead of low",
  ]);
});

it("counts once the file is trusted", () => {
  const { settings, policy, waiting } = built(PROJECT, true);
  expect(waiting).toEqual([]);
  expect(settings.handOvers).toEqual({ done: "Say:\n{plan}", approved: LONG });
  expect(policy.modes.get("plan")).toMatchObject({ model: "b/theirs", thinking: "high" });
});

it("doesn't wait where it says what holds anyway", () => {
  expect(built(USER, false).waiting).toEqual([]);
});

it("with a mistake leaves the file out, trusted or not", () => {
  for (const trusted of [true, false]) {
    const { settings, brokenFiles } = built({ handOvers: { done: "{nothing}" } }, trusted);
    expect(brokenFiles).toEqual(["project.json"]);
    expect(settings.handOvers).toEqual({ done: "mine" });
  }
});
