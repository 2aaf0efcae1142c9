import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Grant, GrantedShape } from "../../src/policy/grants.ts";
import { decodeGrant, foldGrants, GRANT_ENTRY } from "../../src/session/grants.ts";

const COMMAND: GrantedShape = { class: "vcs-change", tool: "bash", program: "git push", argv: ["git", "push", ""], cwd: "/p" };
const FILE: GrantedShape = { class: "write-outside", tool: "bash", path: "/home/u/n.md", access: "write", program: "cp" };
const PATTERN: GrantedShape = { class: "write-outside", tool: "bash", path: "/out/*.log", base: "/out", access: "delete", program: "rm" };
const TOOL: GrantedShape = { class: "opaque", tool: "mcp_x" };

const grant = (id: string, more: Partial<Grant> = {}): Grant => ({
  id,
  scope: "session",
  mode: "execute",
  shape: COMMAND,
  shown: "git push ''",
  given: 7,
  ...more,
});
const A = "aaaaaaaa";
const B = "bbbbbbbb";
const entry = (data: unknown) => ({ type: "custom", customType: GRANT_ENTRY, id: "e", data });
const given = (id: string, more: Partial<Grant> = {}) => entry({ v: 1, grant: grant(id, more) });
const revoked = (id: string) => entry({ v: 1, revoked: id });
const idsOf = (entries: readonly unknown[]) => foldGrants(entries).grants.map(({ id }) => id);

describe("the grants of a branch", () => {
  it("are none at first", () => {
    expect(foldGrants([])).toEqual({ grants: [], unreadable: 0 });
  });

  it("come back as they were written, whatever they cover", () => {
    for (const shape of [COMMAND, FILE, PATTERN, { ...PATTERN, recursive: true }, TOOL, { ...FILE, program: undefined }]) {
      const whole = JSON.parse(JSON.stringify(grant(A, { shape: shape as GrantedShape, expires: 9 })));
      expect(foldGrants([entry({ v: 1, grant: whole })])).toEqual({ grants: [whole], unreadable: 0 });
    }
  });

  it("end with their revocation, and come back when they are given again", () => {
    expect(idsOf([given(A), given(B), revoked(A)])).toEqual([B]);
    expect(idsOf([given(A), revoked(A), given(A)])).toEqual([A]);
    expect(idsOf([revoked(A), given(A)])).toEqual([A]);
  });

  it("are those of this branch alone", () => {
    const trunk = [given(A)];
    expect(idsOf([...trunk, revoked(A), given(B)])).toEqual([B]);
    expect(idsOf(trunk)).toEqual([A]);
  });

  it("say the last thing that was given under an id", () => {
    expect(foldGrants([given(A), given(A, { given: 8 })]).grants).toMatchObject([{ given: 8 }]);
  });

  it("don't come from entries of other kinds and of other extensions", () => {
    const { data } = given(A);
    const strangers = [
      { type: "custom", customType: "other", data },
      { type: "message", customType: GRANT_ENTRY, data },
      null,
      7,
      "x",
      data,
    ];
    expect(foldGrants([...strangers, Object.create(given(A))])).toEqual({ grants: [], unreadable: 0 });
  });
});

const whole = grant(A);
const spoiled: readonly [string, unknown][] = [
  ["without data", undefined],
  ["with nothing in it", {}],
  ["that is a text", JSON.stringify({ v: 1, grant: whole })],
  ["that is a list", [{ v: 1, grant: whole }]],
  ["of a newer version", { v: 2, grant: whole }],
  ["of a version in text", { v: "1", grant: whole }],
  ["with a field more", { v: 1, grant: whole, also: 1 }],
  ["with a field more in the grant", { v: 1, grant: { ...whole, also: 1 } }],
  ["with a field more in the shape", { v: 1, grant: grant(A, { shape: { ...COMMAND, path: "/p", access: "read" } }) }],
  ["with __proto__ for a field", JSON.parse(`{"v":1,"grant":${JSON.stringify(whole)},"__proto__":{}}`)],
  ["with an inherited grant", Object.create({ v: 1, grant: whole })],
  ["with an inherited shape", { v: 1, grant: Object.assign(Object.create({ shape: COMMAND }), { ...whole, shape: undefined }) }],
  ["with __proto__ for an id", { v: 1, grant: { ...whole, id: "__proto__" } }],
  ["with __proto__ for a row", { v: 1, grant: grant(A, { shape: { ...COMMAND, class: "__proto__" as never } }) }],
  ["with a row that doesn't exist", { v: 1, grant: grant(A, { shape: { ...COMMAND, class: "everything" as never } }) }],
  ["for a row that is open for once only", { v: 1, grant: grant(A, { shape: { ...FILE, class: "write-guard" } }) }],
  ["for what nothing opens", { v: 1, grant: grant(A, { shape: { ...COMMAND, class: "destroy" } }) }],
  ["for a whole tool in a row that isn't for whole tools", { v: 1, grant: grant(A, { shape: { ...TOOL, class: "network-send" } }) }],
  ["with a word that isn't known", { v: 1, grant: grant(A, { shape: { ...COMMAND, argv: ["git", undefined as never] } }) }],
  ["without words", { v: 1, grant: grant(A, { shape: { ...COMMAND, argv: [] } }) }],
  ["without a folder", { v: 1, grant: { ...whole, shape: { ...COMMAND, cwd: undefined } } }],
  ["with a relative path", { v: 1, grant: grant(A, { shape: { ...FILE, path: "n.md" } }) }],
  ["for another scope", { v: 1, grant: grant(A, { scope: "everywhere" }) }],
  ["for a scope that doesn't exist", { v: 1, grant: { ...whole, scope: "once" } }],
  ["with a folder that isn't the scope's", { v: 1, grant: grant(A, { root: "/p" }) }],
  ["with a time in text", { v: 1, grant: { ...whole, given: "7" } }],
  ["that ends never, in a number", { v: 1, grant: grant(A, { expires: Number.POSITIVE_INFINITY }) }],
  ["that ends at no number", { v: 1, grant: grant(A, { expires: Number.NaN }) }],
  ["that is too long", { v: 1, grant: grant(A, { shown: "x".repeat(20_000) }) }],
  ["that revokes by no id", { v: 1, revoked: "all" }],
  ["that gives and revokes", { v: 1, grant: whole, revoked: B }],
];

describe("an entry that can't be read", () => {
  for (const [name, data] of spoiled) {
    it(`opens nothing and is counted: ${name}`, () => {
      expect(foldGrants([entry(data)])).toEqual({ grants: [], unreadable: 1 });
    });
  }

  it("may have been a revocation, so nothing before it holds", () => {
    expect(foldGrants([given(A), entry({ v: 2, revoked: A })])).toEqual({ grants: [], unreadable: 1 });
    expect(foldGrants([given(A), entry(null), given(B)])).toMatchObject({ grants: [{ id: B }], unreadable: 1 });
  });

  it("never throws, whatever stands there", () => {
    const boom = () => {
      throw new Error("trap");
    };
    const trap = new Proxy({}, { get: boom, has: boom, ownKeys: boom, getOwnPropertyDescriptor: boom });
    const circular: Record<string, unknown> = { v: 1 };
    circular.grant = circular;
    for (const data of [trap, circular, 1n, Symbol("s"), () => 1]) {
      expect(decodeGrant(data)).toBeUndefined();
      expect(foldGrants([data, entry(data)]).grants).toEqual([]);
    }
  });

  it("opens nothing beside whatever else was written", () => {
    fc.assert(
      fc.property(fc.array(fc.anything({ withNullPrototype: true, maxDepth: 4 }), { maxLength: 6 }), (junk) => {
        const entries = junk.map(entry);
        expect(foldGrants(entries)).toEqual({ grants: [], unreadable: junk.length });
        expect(idsOf([given(A), ...entries, given(B)])).toEqual(junk.length === 0 ? [A, B] : [B]);
      }),
    );
  });
});
