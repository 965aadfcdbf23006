/** Refuses a message that is too long while the user can still shorten it. */
import { limits } from '../sdk.ts';

/** @returns what is wrong with the length, as a sentence, or undefined */
export function tooLong(text: string): string | undefined {
  const characters = Array.from(text).length;
  if (characters > limits.messageCharacters)
    return sentenceFor(characters, limits.messageCharacters, 'characters');
  const bytes = Buffer.byteLength(text);
  return bytes > limits.messageBytes ? sentenceFor(bytes, limits.messageBytes, 'bytes') : undefined;
}

const sentenceFor = (is: number, most: number, unit: string) =>
  `A message has at most ${most.toLocaleString('en')} ${unit}; this one has ${is.toLocaleString('en')}.`;
