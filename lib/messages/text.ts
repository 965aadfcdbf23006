import { isBlank } from './blank.ts';

export const MESSAGE_MAX_CHARACTERS = 8_000;

export const MESSAGE_MAX_BYTES = 30_000;

/**
 * An event with such a text fits into one WebSocket frame of 32 KB; API Gateway closes a socket when a larger frame is posted to it.
 * Only texts with thousands of control characters, which JSON escapes with six bytes, come near this.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export const ESCAPED_MAX_BYTES = 31_000;

/** 1,000 for 1000. toLocaleString loads ICU's number formats: 5–9 ms of each function's cold start. */
export function withThousands(count: number): string {
  const digits = String(count);
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(0, end - 3), end));
  return groups.join(',');
}

/** Counts code points: closer to visible characters than `.length`, which counts most emoji as two. */
export function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The fault of a message's text as part of a sentence, or undefined for a valid text. */
export function messageTextFault(text: string): string | undefined {
  if (text === '') return 'must not be empty';
  if (!text.isWellFormed()) return 'must be well-formed Unicode (it has half of a surrogate pair)';
  if (isBlank(text)) return 'must not be blank';
  if (countCodePoints(text) > MESSAGE_MAX_CHARACTERS) {
    return `must be at most ${withThousands(MESSAGE_MAX_CHARACTERS)} characters`;
  }
  if (Buffer.byteLength(text) > MESSAGE_MAX_BYTES) {
    return `must be at most ${withThousands(MESSAGE_MAX_BYTES)} bytes of UTF-8`;
  }
  if (Buffer.byteLength(JSON.stringify(text)) - 2 > ESCAPED_MAX_BYTES) {
    return 'must have fewer control characters';
  }
  return undefined;
}
