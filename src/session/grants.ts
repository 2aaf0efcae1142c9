// Session grants live in the session's log. Law: the grants in force are a pure fold over the current branch, so forks, `/tree` and resume
// follow by themselves. An entry that can't be read opens nothing; and since it may have been a revocation, nothing before it holds any more.

import { customEntries } from "../branch.ts";
import { check } from "../decode.ts";
import { EFFECT_CLASSES } from "../policy/classes.ts";
import { type Grant, type GrantedShape, ONCE_ONLY } from "../policy/grants.ts";
import { type Static, Type } from "../schema.ts";
import { GRANT_ENTRY } from "./entries.ts";

export { GRANT_ENTRY };

/** UTF-16 units or bytes of a grant as JSON: whoever writes and whoever reads takes no larger one. */
export const GRANT_LIMIT = 16 * 1024;

const closed = { additionalProperties: false } as const;
const Text = Type.String({ maxLength: GRANT_LIMIT });
const Name = Type.String({ minLength: 1, maxLength: GRANT_LIMIT });
const Folder = Type.String({ pattern: "^/", maxLength: GRANT_LIMIT });
/** The largest that a date can be. */
const Time = Type.Integer({ minimum: 0, maximum: 8.64e15 });
const Id = Type.String({ pattern: "^[0-9a-f]{8}$" });

/** A path, a command or a whole tool: nothing between them. */
const ShapeSchema = Type.Union([
  Type.Object(
    {
      class: Name,
      tool: Name,
      path: Folder,
      base: Type.Optional(Folder),
      access: Type.Union([Type.Literal("read"), Type.Literal("write"), Type.Literal("delete")]),
      recursive: Type.Optional(Type.Literal(true)),
      program: Type.Optional(Text),
    },
    closed,
  ),
  Type.Object({ class: Name, tool: Name, program: Text, argv: Type.Array(Text, { minItems: 1 }), cwd: Folder }, closed),
  Type.Object({ class: Type.Literal("opaque"), tool: Name }, closed),
]);

const GrantSchema = Type.Object(
  {
    id: Id,
    scope: Type.Union([Type.Literal("session"), Type.Literal("project"), Type.Literal("everywhere")]),
    mode: Type.String({ minLength: 1, maxLength: 200 }),
    root: Type.Optional(Folder),
    shape: ShapeSchema,
    shown: Text,
    given: Time,
    expires: Type.Optional(Time),
  },
  closed,
);

const GivenSchema = Type.Object({ v: Type.Literal(1), grant: GrantSchema }, closed);
const RevokedSchema = Type.Object({ v: Type.Literal(1), revoked: Id }, closed);

/** What stands in an entry, and in the file of a standing grant. */
export interface GrantRecord {
  readonly v: 1;
  readonly grant: Grant;
}

export interface GrantRevocation {
  readonly v: 1;
  /** The id of a grant. */
  readonly revoked: string;
}

/** The grant of an entry or a file; undefined for anything that this version did not write. Never throws. */
export function decodeGrant(data: unknown): Grant | undefined {
  const plain = asJson(data);
  if (!check(GivenSchema, plain)) return undefined;
  const { shape, root, scope, ...rest } = plain.grant;
  const decoded = decodeShape(shape);
  // A project grant without its folder would be one for every folder, and the others have none.
  if (!decoded || (scope === "project") !== (root !== undefined)) return undefined;
  return { ...rest, scope, ...(root === undefined ? {} : { root }), shape: decoded };
}

function decodeShape(shape: Static<typeof ShapeSchema>): GrantedShape | undefined {
  const row = EFFECT_CLASSES.find((name) => name === shape.class);
  return row === undefined || ONCE_ONLY.has(row) ? undefined : { ...shape, class: row };
}

function decodeRevocation(data: unknown): string | undefined {
  const plain = asJson(data);
  return check(RevokedSchema, plain) ? plain.revoked : undefined;
}

/** What is inherited or computed isn't part of what was written. */
function asJson(data: unknown): unknown {
  try {
    const text = JSON.stringify(data);
    return text === undefined || text.length > GRANT_LIMIT ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface SessionGrants {
  /** In force, oldest first; expired ones too. */
  readonly grants: readonly Grant[];
  /** How many entries of ours can't be read. */
  readonly unreadable: number;
}

/** `entries`: the branch as the host gives it, root first. Anything in it that isn't an entry is passed over. */
export function foldGrants(entries: readonly unknown[]): SessionGrants {
  const grants = new Map<string, Grant>();
  let unreadable = 0;
  for (const entry of customEntries(entries, GRANT_ENTRY)) {
    const data = field(entry, "data");
    const grant = decodeGrant(data);
    const revoked = grant ? undefined : decodeRevocation(data);
    if (revoked !== undefined) grants.delete(revoked);
    else if (grant?.scope === "session") grants.set(grant.id, grant);
    else {
      unreadable += 1;
      grants.clear();
    }
  }
  return { grants: [...grants.values()], unreadable };
}

/** An own property; undefined also where looking at it fails. */
function field(value: unknown, name: string): unknown {
  try {
    return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  } catch {
    return undefined;
  }
}

/** Ids of grants whose last word in the whole session is their revocation. */
export function revokedIn(entries: readonly unknown[]): ReadonlySet<string> {
  const revoked = new Set<string>();
  for (const entry of entries) {
    if (field(entry, "type") !== "custom" || field(entry, "customType") !== GRANT_ENTRY) continue;
    const data = field(entry, "data");
    const id = field(data, "revoked");
    const given = decodeGrant(data);
    if (typeof id === "string") revoked.add(id);
    else if (given) revoked.delete(given.id);
  }
  return revoked;
}
