/** Parts of files, which are numbers and letters of Latin-1. */

export const letters = (text: string): number[] => Array.from(text, (each) => each.charCodeAt(0));

export const beginsWith = (data: Uint8Array, text: string): boolean =>
  data.length >= text.length && letters(text).every((each, at) => data[at] === each);

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @returns the array of before where nothing changed */
export const unlessSame = (before: Uint8Array, after: Uint8Array): Uint8Array =>
  after.length === before.length && after.every((byte, at) => byte === before[at]) ? before : after;
