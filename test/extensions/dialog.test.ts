import type { ExtensionUIContext } from "@mariozechner/pi-coding-agent";
import type { Component } from "@mariozechner/pi-tui";
import { describe, expect, it } from "vitest";
import { showQuestion } from "../../extensions/tool-guard/dialog.ts";
import { lastingQuestion } from "../support/questions.ts";

const LATER = 10_000;

/** A host with a screen: one component at a time, closed by `done`. */
function screen(theme: unknown = { fg: (_color: string, text: string) => text, bold: (text: string) => text }) {
  const shown: { component: Component | undefined; closed: number } = { component: undefined, closed: 0 };
  const custom = (factory: (...parts: unknown[]) => Component) =>
    new Promise((resolve) => {
      const done = (result: unknown) => {
        shown.component = undefined;
        shown.closed += 1;
        resolve(result);
      };
      shown.component = factory({ terminal: { rows: 40 }, requestRender: () => {} }, theme, {}, done);
    });
  return { shown, ui: { custom } as unknown as ExtensionUIContext };
}

function open(host: ReturnType<typeof screen>, signal = new AbortController().signal) {
  let now = 0;
  const answer = showQuestion(host.ui, lastingQuestion(), signal, () => now);
  host.shown.component?.render(80);
  const press = (data: string, at = LATER) => {
    now = at;
    host.shown.component?.handleInput?.(data);
  };
  return { answer, press };
}

const inUi = (custom: unknown) =>
  showQuestion({ custom } as Pick<ExtensionUIContext, "custom">, lastingQuestion(), new AbortController().signal);

describe("the dialog on a host", () => {
  it("gives the answer of the key, and closes", async () => {
    const host = screen();
    const { answer, press } = open(host);
    press("s");
    press("\r");
    expect(await answer).toMatchObject({ kind: "yes", scope: "session" });
    expect(host.shown).toMatchObject({ component: undefined, closed: 1 });
  });

  it("ignores keys of its first moment", async () => {
    const { answer, press } = open(screen());
    press("y", 100);
    press("\r", 300);
    press("n");
    expect(await answer).toEqual({ kind: "answered-no", reason: undefined });
  });

  it("closes when the signal fires, and is dismissed", async () => {
    const host = screen();
    const end = new AbortController();
    const { answer } = open(host, end.signal);
    end.abort();
    expect(await answer).toEqual({ kind: "dismissed" });
    expect(host.shown).toMatchObject({ component: undefined, closed: 1 });
  });

  it("isn't shown when the signal fired already", async () => {
    const host = screen();
    expect(await open(host, AbortSignal.abort()).answer).toEqual({ kind: "dismissed" });
    expect(host.shown).toMatchObject({ component: undefined, closed: 0 });
  });

  it("has no screen where the host returns without drawing, refuses to, or has no such dialogs", async () => {
    for (const custom of [async () => undefined, async () => "yes", () => Promise.reject(new Error("none")), undefined])
      expect(await inUi(custom)).toEqual({ kind: "no-screen" });
  });

  it("takes nothing that the host returns for an answer", async () => {
    const lying = async (factory: (...parts: unknown[]) => Component) => {
      factory({ terminal: { rows: 40 } }, {}, {}, () => {});
      return { kind: "yes", scope: "everywhere", shapes: [] };
    };
    expect(await inUi(lying)).toEqual({ kind: "dismissed" });
  });

  it("fails, and closes, when it can't be drawn", async () => {
    const host = screen({});
    await expect(open(host).answer).rejects.toThrow(TypeError);
    expect(host.shown).toMatchObject({ component: undefined, closed: 1 });
  });
});
