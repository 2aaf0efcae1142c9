// A key that doesn't get in the way of typing: with a modifier, or a function key.

export const KEY =
  "(?:(?:ctrl|shift|alt|super)\\+){1,4}(?:[a-z0-9]|[^\\w\\s]|tab|space|enter|escape|backspace|delete|insert|home|end|pageUp|pageDown|up|down|left|right|f[1-9]|f1[0-2])|f[1-9]|f1[0-2]";
