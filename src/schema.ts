// Shapes of data: one description is the type, the check, and the JSON schema that editors, models and hosts read. Only what this package
// needs of JSON schema. Law: a value fits only where every part of the description says so.

/** JSON schema, and `T`, the type of what fits it. */
export interface Schema<T = unknown> extends Details {
  readonly type?: "array" | "boolean" | "integer" | "null" | "number" | "object" | "string";
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** Never there: it carries the type. */
  readonly [VALUE]?: T;
}

/** What may be added to a shape. */
interface Details {
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
  /** Not checked here: providers want it beside a text, and old hosts don't know it. */
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly additionalProperties?: false;
}

declare const VALUE: unique symbol;
const OPTIONAL = Symbol("optional");

interface Optional<T> extends Schema<T> {
  readonly [OPTIONAL]: true;
}

type Fields = Readonly<Record<string, Schema>>;
type OptionalName<F extends Fields> = { [Name in keyof F]: F[Name] extends Optional<unknown> ? Name : never }[keyof F];
type ValueOf<F extends Fields> = { [Name in Exclude<keyof F, OptionalName<F>>]: Static<F[Name]> } & {
  [Name in OptionalName<F>]?: Static<F[Name]>;
};

interface ObjectSchema<F extends Fields> extends Schema<{ [Name in keyof ValueOf<F>]: ValueOf<F>[Name] }> {
  readonly properties: F;
}

/** The type of what fits a schema. */
export type Static<S> = S extends Schema<infer T> ? T : never;

export const Type = {
  Boolean: (details: Details = {}): Schema<boolean> => ({ ...details, type: "boolean" }),
  Null: (details: Details = {}): Schema<null> => ({ ...details, type: "null" }),
  Number: (details: Details = {}): Schema<number> => ({ ...details, type: "number" }),
  Integer: (details: Details = {}): Schema<number> => ({ ...details, type: "integer" }),
  String: <T extends string = string>(details: Details = {}): Schema<T> => ({ ...details, type: "string" }),
  Literal: <const T extends string | number | boolean>(value: T): Schema<T> => ({ const: value, type: typeof value as "string" }),
  Array: <S extends Schema>(items: S, details: Details = {}): Schema<Static<S>[]> => ({ ...details, type: "array", items }),
  Union: <const S extends readonly Schema[]>(anyOf: S, details: Details = {}): Schema<Static<S[number]>> => ({ ...details, anyOf }),
  /** Any number of names, each with the same shape. */
  Record: <S extends Schema>(name: string, value: S, details: Details = {}): Schema<Record<string, Static<S>>> => ({
    ...details,
    type: "object",
    patternProperties: { [name]: value },
  }),
  Object: <F extends Fields>(properties: F, details: Details = {}): ObjectSchema<F> => {
    const required = Object.keys(properties).filter((name) => properties[name] && !(OPTIONAL in properties[name]));
    return { ...details, type: "object", ...(required.length === 0 ? {} : { required }), properties };
  },
  /** A field that may be missing. */
  Optional: <S extends Schema>(schema: S): Optional<Static<S>> => ({ ...(schema as Schema<Static<S>>), [OPTIONAL]: true }),
};

/** Whether a value has the shape. Reads it as it is: may throw where a getter or a proxy does. */
export function fits(schema: Schema, value: unknown): boolean {
  if (schema.anyOf) return schema.anyOf.some((choice) => fits(choice, value));
  if (schema.const !== undefined) return value === schema.const;
  switch (schema.type) {
    case "boolean":
      return typeof value === "boolean";
    case "null":
      return value === null;
    case "number":
      return Number.isFinite(value) && within(Number(value), schema.minimum, schema.maximum);
    case "integer":
      return Number.isInteger(value) && within(Number(value), schema.minimum, schema.maximum);
    case "string":
      return typeof value === "string" && within(value.length, schema.minLength, schema.maxLength) && matches(value, schema.pattern);
    case "array":
      return Array.isArray(value) && within(value.length, schema.minItems, schema.maxItems) && isListOf(schema.items, value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value) && isRecordOf(schema, value);
    case undefined:
      return false;
    default:
      return schema.type satisfies never;
  }
}

function within(amount: number, least = -Infinity, most = Infinity): boolean {
  return amount >= least && amount <= most;
}

/** By their source. Descriptions are written by hand, so they are few. */
const patterns = new Map<string, RegExp>();

function matches(text: string, pattern: string | undefined): boolean {
  if (pattern === undefined) return true;
  const known = patterns.get(pattern) ?? new RegExp(pattern);
  patterns.set(pattern, known);
  return known.test(text);
}

/** A hole in a list is a value too. */
function isListOf(items: Schema | undefined, list: readonly unknown[]): boolean {
  if (!items) return false;
  for (const item of list) if (!fits(items, item)) return false;
  return true;
}

function isRecordOf({ properties = {}, patternProperties, required = [], maxProperties, additionalProperties }: Schema, value: object) {
  const names = Object.getOwnPropertyNames(value);
  const byPattern = Object.entries(patternProperties ?? {});
  if (!within(names.length, 0, maxProperties)) return false;
  for (const [name, field] of Object.entries(properties)) {
    const part: unknown = Reflect.get(value, name);
    if ((part !== undefined || required.includes(name)) && !fits(field, part)) return false;
  }
  return names.every((name) => {
    if (Object.hasOwn(properties, name)) return true;
    const found = byPattern.find(([pattern]) => matches(name, pattern));
    return found ? fits(found[1], Reflect.get(value, name)) : additionalProperties !== false;
  });
}
