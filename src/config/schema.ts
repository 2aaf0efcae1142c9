// What a config file may say. One schema is the source of the types, of the validation, of the shipped `schema.json` and of the reference in docs/configuration.md.

import { HAND_OVER_KINDS, type HandOverKind, handOverProblem } from "../plan/hand-over.ts";
import { VARIABLES } from "../plan/templates.ts";
import { EFFECT_CLASSES } from "../policy/classes.ts";
import { SANDBOX_OVERLAYS, SANDBOX_USES, THINKING_LEVELS } from "../policy/modes.ts";
import { type Static, Type } from "../schema.ts";
import { KEY } from "./key.ts";

const DecisionSchema = Type.Union([Type.Literal("allow"), Type.Literal("ask"), Type.Literal("deny")]);
const NAME = "^[a-z][a-z0-9-]{0,31}$";
const TextList = (description: string) => Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { maxItems: 1000, description });
const NAMED = { minLength: 1, maxLength: 200 } as const;
const closed = { additionalProperties: false } as const;

/** What a text may name, as it is checked. */
function variablesOf(kind: HandOverKind): string {
  return VARIABLES.filter((name) => handOverProblem(kind, `{${name}}`) === undefined)
    .map((name) => `{${name}}`)
    .join(", ");
}

export const RuleSchema = Type.Object(
  {
    tool: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "A glob for the tool's name: `bash`, `mcp_github_*`." })),
    command: Type.Optional(
      Type.Union(
        [
          Type.String({ minLength: 1, maxLength: 1000 }),
          Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { minItems: 1, maxItems: 100 }),
        ],
        {
          description:
            "The words of a command, separated by spaces or as a list: `git push *`. `*` stands for anything within a word, as the last word for any number of words; `**` for any number of words anywhere.",
        },
      ),
    ),
    path: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1000,
        description:
          "A glob for the resolved path that is read, written or deleted: relative to the workspace, `~/...`, or absolute. A folder means all in it.",
      }),
    ),
    effect: Type.Optional(
      Type.Union([Type.String(NAMED), Type.Array(Type.String(NAMED), { minItems: 1, maxItems: 50 })], {
        description: `Rows of the policy table, as globs: ${EFFECT_CLASSES.join(", ")}.`,
      }),
    ),
    modes: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        maxItems: 50,
        description:
          "Only in these modes. A rule that names a mode may open what the mode closes; one that names none only answers its questions.",
      }),
    ),
    decision: Type.Union([Type.Literal("allow"), Type.Literal("ask"), Type.Literal("deny")], {
      description: "deny beats ask, ask beats allow, whatever the order of the rules.",
    }),
    reason: Type.Optional(Type.String({ maxLength: 500, description: "Said to the user and to the model." })),
    examples: Type.Optional(
      Type.Object(
        {
          match: Type.Optional(TextList("Commands, or paths for a rule that names a path, which the rule must apply to.")),
          noMatch: Type.Optional(TextList("Those that it must not apply to.")),
        },
        { ...closed, description: "Checked when the file is loaded. A rule whose examples fail opens nothing." },
      ),
    ),
  },
  { ...closed, description: "Applies where everything that it names fits." },
);

export const ModeSchema = Type.Object(
  {
    extends: Type.Optional(Type.String({ minLength: 1, description: "The mode that this one starts from. Needed for a new mode." })),
    label: Type.Optional(Type.String({ minLength: 1, maxLength: 24, description: "What the footer shows." })),
    color: Type.Optional(
      Type.Union([Type.Literal("accent"), Type.Literal("success"), Type.Literal("warning"), Type.Literal("error"), Type.Literal("muted")], {
        description: "A colour of the theme.",
      }),
    ),
    effects: Type.Optional(
      Type.Object(Object.fromEntries(EFFECT_CLASSES.map((name) => [name, Type.Optional(DecisionSchema)])), {
        ...closed,
        description: "Rows of the policy table that differ from the mode it extends.",
      }),
    ),
    writable: Type.Optional(
      TextList("Globs below the workspace that pi's file tools may write although `write` is closed, beside those of the mode it extends."),
    ),
    outputs: Type.Optional(
      TextList(
        "Globs below the workspace of files and folders that checks may write although `write` is closed (coverage, caches), beside those of the mode it extends.",
      ),
    ),
    checks: Type.Optional(
      TextList("Commands that count as checks of the project in this mode, like `command` of a rule, beside those of the mode it extends."),
    ),
    purpose: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "One line for the user." })),
    open: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: "What is open, for the model." })),
    closed: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: "What is closed, for the model." })),
    instead: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: "What to do instead, for the model." })),
    model: Type.Optional(
      Type.String({
        ...{ minLength: 3, maxLength: 200, pattern: "^[^/\\s]+/\\S+$" },
        description:
          "The model while the mode is on, `provider/model-id`; the one before it comes back afterwards. Another model has another prompt cache.",
      }),
    ),
    thinking: Type.Optional(
      Type.Union(
        THINKING_LEVELS.map((level) => Type.Literal(level)),
        { description: "The thinking level while the mode is on; the one before it comes back afterwards." },
      ),
    ),
    sandbox: Type.Optional(
      Type.Union(
        SANDBOX_USES.map((use) => Type.Literal(use)),
        {
          description:
            "Where code whose effects can't be seen is a question: `auto` runs it in a sandbox where there is one, `required` refuses it where there is none. Only in modes that close `write`.",
        },
      ),
    ),
    overlay: Type.Optional(
      Type.Union(
        SANDBOX_OVERLAYS.map((use) => Type.Literal(use)),
        {
          description:
            "In the sandbox: `discard` takes writes to the workspace and the home folder into a layer that is thrown away, `off` lets them fail.",
        },
      ),
    ),
    transitions: Type.Optional(TextList("Modes that can be switched to from this one. All of them unless given; plan always.")),
  },
  closed,
);

export const ConfigSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    modes: Type.Optional(
      Type.Record(NAME, ModeSchema, {
        ...closed,
        maxProperties: 50,
        description: "New modes, and changes to plan, execute and review.",
      }),
    ),
    rules: Type.Optional(Type.Array(RuleSchema, { maxItems: 5000, description: "What differs from the modes." })),
    secrets: Type.Optional(
      TextList(
        "Paths whose content is a secret: reading and writing them is a question. `!` in front: not one of those that are known as secrets anyway.",
      ),
    ),
    protectedPaths: Type.Optional(TextList("Paths that are changed only after a question.")),
    readOnlyCommands: Type.Optional(TextList("Commands of yours that only look, like `command` of a rule: they run in every mode.")),
    shellTools: Type.Optional(TextList("Tools beside `bash` whose `command` a shell runs.")),
    startMode: Type.Optional(Type.String({ minLength: 1, description: "The mode of a new session." })),
    cycle: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 2,
        maxItems: 20,
        description: "The modes that the shortcut goes through. Plan and back unless given.",
      }),
    ),
    shortcut: Type.Optional(
      Type.String({
        pattern: `^(?:none|${KEY})$`,
        description: "The key as pi writes keys, with a modifier: `ctrl+alt+p`, `f8`. `none`: no shortcut. Only in your own file.",
      }),
    ),
    askTimeout: Type.Optional(
      Type.Number({ minimum: 5, maximum: 86_400, description: "Seconds after which a question without an answer is a no (1800)." }),
    ),
    hideTools: Type.Optional(
      Type.Boolean({
        description:
          "Take edit and write from the model while a mode closes them (false). Costs the provider's prompt cache at every switch.",
      }),
    ),
    audit: Type.Optional(
      Type.Boolean({ description: "Write each verdict into pi-modes/audit.jsonl of the agent directory (true). Only in your own file." }),
    ),
    handOvers: Type.Optional(
      Type.Object(
        Object.fromEntries(
          HAND_OVER_KINDS.map((kind) => [
            kind,
            Type.Optional(Type.String({ minLength: 1, maxLength: 8000, description: `May name ${variablesOf(kind)}.` })),
          ]),
        ),
        {
          ...closed,
          description: `Texts of your own for what the model is told on the way from plan to review, and what each may name: ${HAND_OVER_KINDS.map((kind) => `\`${kind}\` (${variablesOf(kind)})`).join("; ")}. For a brace write \`{{\` or \`}}\`.`,
        },
      ),
    ),
    lock: Type.Optional(
      Type.Object(
        {
          modes: Type.Optional(TextList("The only modes that may be used.")),
          floor: Type.Optional(TextList("Rows of the policy table that nothing opens, as globs.")),
        },
        { ...closed, description: "Only in the administrator's file." },
      ),
    ),
  },
  { ...closed, $id: "pi-modes", title: "pi-modes", description: "Configuration of pi-modes: comments and trailing commas are fine." },
);

export type Config = Static<typeof ConfigSchema>;
export type ModeConfig = Static<typeof ModeSchema>;
export type RuleConfig = Static<typeof RuleSchema>;

/** The content of `schema.json`. */
export function schemaText(): string {
  return `${JSON.stringify({ $schema: "http://json-schema.org/draft-07/schema#", ...ConfigSchema }, null, 2)}\n`;
}
