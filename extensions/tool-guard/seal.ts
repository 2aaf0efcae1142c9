// What was judged is what runs. Other extensions may change a call's input after our verdict; the transcript would show the old one.
// Each field becomes an accessor: a new value is judged again and taken only when nothing closes it and nobody would be asked.

/**
 * Seals `input` in place and returns a function that gives a plain copy of what it holds now.
 * `accept` judges the input as it would be. A value that isn't accepted throws into whoever sets it, which blocks the call on every host.
 */
export function sealInput(input: unknown, accept: (candidate: unknown) => boolean): () => unknown {
  if (typeof input !== "object" || input === null) return () => input;
  const values = new Map<string, unknown>();
  for (const [name, value] of Object.entries(input)) {
    values.set(name, freezeDeep(value));
  }
  for (const name of values.keys()) {
    const descriptor = Object.getOwnPropertyDescriptor(input, name);
    if (descriptor?.configurable === false) {
      if (descriptor.writable === false) continue;
      throw new Error(`another extension holds "${name}" of this call open for changes`);
    }
    Object.defineProperty(input, name, {
      enumerable: true,
      configurable: false,
      get: () => values.get(name),
      set: (value: unknown) => {
        const frozen = freezeDeep(value);
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
  return () => Object.fromEntries(values);
}

const MAX_DEPTH = 64;

function freezeDeep(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (depth > MAX_DEPTH) throw new Error("the input is nested too deeply");
  for (const inner of Object.values(value)) freezeDeep(inner, depth + 1);
  return Object.freeze(value);
}
