import { describe, expect, it } from "vitest";
import { shapes } from "./shape.ts";

describe("a client of a remote service with a word that isn't known", () => {
  it.each([
    "terraform $x",
    "terraform version $x",
    "echo destroy | xargs terraform",
    "kubectl config $x view",
    "kubectl config view $x",
    "kubectl $x get pods",
    "gcloud config list $x",
    "aws $x ls",
  ])("isn't taken for one that only looks: %s", (command) => {
    expect(shapes(command)).toContain("opaque");
  });

  it.each([
    ['kubectl logs "$pod"', ["network fetch elsewhere"]],
    ["kubectl config view", []],
    ["terraform version", ["network fetch elsewhere"]],
  ])("and one whose verb is known stays what it is: %s", (command, expected) => {
    expect(shapes(command)).toEqual(expected);
  });
});
