// What was judged is what runs. Other extensions may change a call's input before and after our verdict; the transcript would show the old one.
// Each field becomes an accessor over a frozen copy: a new value is judged again and taken only when nothing closes it and nobody would be asked.

export interface Sealed {
  readonly current: () => unknown;
  /** Without judging it. False: the input doesn't give it out. */
  readonly replace: (name: string, value: string) => boolean;
}

/**
 * Seals `input` in place. The result gives a plain copy of what it holds now, and puts another value in for a field that is there.
 * `accept` judges the input as it would be. A value that isn't accepted throws into whoever sets it, which blocks the call on every host.
 * What isn't plain data throws: a getter, a hidden field, an inherited one or a proxy may say one thing here and another thing to the tool.
 */
export function sealInput(input: unknown, accept: (candidate: unknown) => boolean): Sealed {
  if (typeof input !== "object" || input === null) return { current: () => input, replace: () => false };
  const held = Object.entries(Object.getOwnPropertyDescriptors(input)).find(([, field]) => !field.configurable && field.writable !== false);
  if (held) throw new Error(`another extension holds "${held[0]}" of this call open for changes`);
  if (!isPlain(input)) throw new Error(NOT_PLAIN);
  const values = new Map<string, unknown>();
  for (const [name, { value, configurable }] of fieldsOf(input)) {
    // It can't be replaced by a copy, and who froze the field may still change what is in it.
    if (configurable === false && typeof value === "object" && value !== null) throw new Error(NOT_PLAIN);
    values.set(name, frozenCopy(value, 0));
  }
  for (const name of values.keys()) {
    if (Object.getOwnPropertyDescriptor(input, name)?.configurable === false) continue;
    Object.defineProperty(input, name, {
      enumerable: true,
      configurable: false,
      get: () => values.get(name),
      set: (value: unknown) => {
        const frozen = frozenCopy(value, 0);
        if (!accept({ ...Object.fromEntries(values), [name]: frozen })) {
          throw new Error(
            `Another extension changed "${name}" of this call after pi-modes had judged it, and the changed call is not open in this mode.`,
          );
        }
        values.set(name, frozen);
      },
    });
  }
  Object.preventExtensions(input);
  return {
    current: () => Object.fromEntries(values),
    replace: (name, value) => {
      if (!values.has(name)) return false;
      const was = values.get(name);
      values.set(name, value);
      // A field that somebody had frozen holds what it held.
      if (Reflect.get(input, name) === value) return true;
      values.set(name, was);
      return false;
    },
  };
}

const MAX_DEPTH = 64;
const NOT_PLAIN = "the input isn't plain data, and what isn't may be read differently the next time";

/** A copy that nothing outside has a hold on. */
function frozenCopy(value: unknown, depth: number): unknown {
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") throw new Error(NOT_PLAIN);
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) throw new Error("the input is nested too deeply");
  if (Array.isArray(value)) return Object.freeze(Array.from(value, (inner) => frozenCopy(inner, depth + 1)));
  if (!isPlain(value)) throw new Error(NOT_PLAIN);
  return Object.freeze(Object.fromEntries(fieldsOf(value).map(([name, field]) => [name, frozenCopy(field.value, depth + 1)])));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Own fields, each with a value of its own that is there for everyone to see. */
function fieldsOf(value: object): readonly (readonly [string, PropertyDescriptor])[] {
  return Reflect.ownKeys(value).map((name) => {
    const descriptor = Object.getOwnPropertyDescriptor(value, name);
    if (typeof name !== "string" || !descriptor?.enumerable || !("value" in descriptor)) throw new Error(NOT_PLAIN);
    return [name, descriptor] as const;
  });
}
