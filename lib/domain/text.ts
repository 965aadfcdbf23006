export const MESSAGE_MAX_CHARACTERS = 8_000;

/** Keeps an event with this text, escaped as JSON, inside one 32 KB WebSocket frame. */
export const MESSAGE_MAX_BYTES = 30_000;

/** 1,000 for 1000. toLocaleString loads ICU's number formats: 5–9 ms of each function's cold start. */
export function withThousands(count: number): string {
  const digits = String(count);
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(0, end - 3), end));
  return groups.join(',');
}

/** Counts what a person sees as characters more nearly than `.length`: an emoji is one, not two. */
export function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** What is wrong with a message's text, as a sentence, or undefined when nothing is. */
export function messageTextFault(text: string): string | undefined {
  if (text === '') return 'must not be empty';
  if (!text.isWellFormed()) return 'must be well-formed Unicode (it has half of a surrogate pair)';
  if (countCodePoints(text) > MESSAGE_MAX_CHARACTERS) {
    return `must be at most ${withThousands(MESSAGE_MAX_CHARACTERS)} characters`;
  }
  if (Buffer.byteLength(text) > MESSAGE_MAX_BYTES) {
    return `must be at most ${withThousands(MESSAGE_MAX_BYTES)} bytes of UTF-8`;
  }
  return undefined;
}
