/** The API's limits for a message, so that a long one is refused while it can still be shortened. */
const MAX_CHARACTERS = 8_000;
const MAX_BYTES = 30_000;

/** @returns what is wrong with the length, as a sentence, or undefined */
export function tooLong(text: string): string | undefined {
  const characters = Array.from(text).length;
  if (characters > MAX_CHARACTERS) return sentenceFor(characters, MAX_CHARACTERS, 'characters');
  const bytes = Buffer.byteLength(text);
  return bytes > MAX_BYTES ? sentenceFor(bytes, MAX_BYTES, 'bytes') : undefined;
}

const sentenceFor = (is: number, most: number, unit: string) =>
  `A message has at most ${most.toLocaleString('en')} ${unit}; this one has ${is.toLocaleString('en')}.`;
