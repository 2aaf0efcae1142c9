// The model and the thinking level of the mode that is on. What is kept here is a cache of what the branch says.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { oneLine } from "../../src/policy/shape-words.ts";
import {
  type Chosen,
  foldModel,
  givenBack,
  type Held,
  isSaid,
  MODEL_ENTRY,
  modelEntry,
  nextStep,
  noticed,
  withLevel,
} from "../../src/session/mode-model.ts";
import { currentMode, type SessionStore } from "../../src/session/store.ts";
import { ourEntries } from "../shared/branch.ts";
import { say } from "../shared/connection.ts";

export interface ModeModel {
  /** Chooses what the mode asks for that is on, or gives back what was there before. */
  readonly bring: (context: ExtensionContext) => Promise<void>;
  /** The user may have chosen. */
  readonly notice: (context: ExtensionContext) => Promise<void>;
  /**
   * The session ends: what was there before is given back, since the host keeps what was set last as the choice for new sessions. The
   * branch stays in its mode, and goes on with its model.
   */
  readonly end: (context: ExtensionContext) => Promise<void>;
}

export function createModeModel(pi: ExtensionAPI, store: SessionStore): ModeModel {
  let held: Held | undefined;
  const told = new Set<string>();

  const bring: ModeModel["bring"] = async (context) => {
    await store.sync?.();
    const { name, model, thinking } = currentMode(store);
    const there = onBranch(store, context);
    const now = chosen(context);
    // A session that begins may have been given another model by the host. That wasn't the user, whose choice would have been written down.
    const ground = { held: held ? noticed(held, now) : there, there, now };
    if (ground.held.mode !== name) told.clear();
    let step = nextStep({ mode: name, model, thinking }, ground);
    const why = await setModel(context, step.target.model);
    if (why !== undefined && model !== undefined && step.target.model === model) {
      tell(context, `pi-modes: ${name} mode asks for the model ${oneLine(model)}, ${why}. The mode is on with the model that was there.`);
      step = nextStep({ mode: name, thinking }, ground);
      await giveBack(context, step.target.model);
    } else if (why !== undefined) tellLost(context, step.target.model, why);
    setLevel(step.target.thinking);
    write(context, withLevel(step.held, chosen(context).thinking));
  };

  const notice: ModeModel["notice"] = async (context) => {
    if (held) write(context, noticed(held, chosen(context)));
  };

  const end: ModeModel["end"] = async (context) => {
    await notice(context);
    if (!held) return;
    const before = givenBack(held, chosen(context));
    held = undefined;
    await giveBack(context, before.model);
    setLevel(before.thinking);
  };

  const giveBack = async (context: ExtensionContext, model: string | undefined): Promise<void> => {
    const why = await setModel(context, model);
    if (why !== undefined) tellLost(context, model, why);
  };

  const tellLost = (context: ExtensionContext, model = "", why = ""): void => {
    tell(context, `pi-modes: the model from before the mode, ${oneLine(model)}, can't come back, ${why}. Choose one with /model.`);
  };

  /** Why it can't be set, as the end of a sentence. */
  const setModel = async (context: ExtensionContext, wanted: string | undefined): Promise<string | undefined> => {
    if (wanted === undefined || wanted === chosen(context).model) return undefined;
    const slash = wanted.indexOf("/");
    const model = context.modelRegistry.find(wanted.slice(0, slash), wanted.slice(slash + 1));
    if (!model) return "which pi doesn't know";
    try {
      return (await pi.setModel(model)) ? undefined : "for which there is no key";
    } catch (error) {
      return `which can't be set (${error instanceof Error ? error.message : String(error)})`;
    }
  };

  const setLevel = (wanted: string | undefined): void => {
    if (wanted === undefined || wanted === pi.getThinkingLevel?.()) return;
    // Any level that the host named itself; it makes the best of what its model doesn't know.
    pi.setThinkingLevel?.(wanted as never);
  };

  const chosen = ({ model }: ExtensionContext): Chosen => ({
    model: model && `${model.provider}/${model.id}`,
    thinking: pi.getThinkingLevel?.(),
  });

  const write = (context: ExtensionContext, next: Held): void => {
    held = next;
    if (isSaid(onBranch(store, context), next)) return;
    try {
      pi.appendEntry(MODEL_ENTRY, modelEntry(next));
    } catch (error) {
      tell(
        context,
        `pi-modes: the session can't keep which model was there before the mode (${String(error)}); a later one may not bring it back.`,
      );
    }
  };

  /** The same thing once for each stay in a mode. */
  const tell = (context: ExtensionContext, text: string): void => {
    if (told.has(text)) return;
    told.add(text);
    say(context, text, "warning");
  };

  return { bring, notice, end };
}

function onBranch(store: SessionStore, context: ExtensionContext): Held {
  return foldModel(ourEntries(store, context));
}
