/** The text of a body has exactly the bytes that were sent, or the body is refused. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonBody } from '#lib/http/body.ts';
import { ApiError } from '#lib/http/errors.ts';

/** What a function makes of a body that contains these bytes as a text. @returns the text, or the code of the refusal */
async function received(bytes: Uint8Array): Promise<{ text?: string; refused?: string }> {
  const body = Buffer.concat([Buffer.from('{"Message":"'), bytes, Buffer.from('"}')]);
  const headers = { 'content-type': 'application/json' };
  const event = { headers, body: body.toString('base64') as unknown, isBase64Encoded: true };
  try {
    await jsonBody().before?.({ event } as never);
    return { text: (event.body as { Message: string }).Message };
  } catch (error) {
    if (error instanceof ApiError) return { refused: error.code };
    throw error;
  }
}

const isUtf8 = (bytes: Uint8Array): boolean => Buffer.from(Buffer.from(bytes).toString()).equals(bytes);

/** Without control characters, quotes and backslashes, which JSON escapes. */
const byte = fc.integer({ min: 0x20, max: 0xff }).filter((value) => value !== 0x22 && value !== 0x5c);
const anyBytes = fc.oneof(
  fc.array(byte, { maxLength: 8 }).map((values) => Uint8Array.from(values)),
  // Texts, of which one byte may be changed.
  fc
    .tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(), fc.option(byte))
    .map(([text, at, other]) => {
      const bytes = new Uint8Array(Buffer.from(text.replace(/[\p{Cc}"\\]/gu, '')));
      if (other !== null && bytes.length > 0) bytes[at % bytes.length] = other;
      return bytes;
    }),
);

test('any bytes', async () => {
  const seen = { accepted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(anyBytes, async (bytes) => {
      const { text, refused } = await received(bytes);
      if (isUtf8(bytes)) expect(Buffer.from(text ?? '')).toEqual(Buffer.from(bytes));
      else expect(refused).toBe('malformed_json');
      seen[refused ? 'refused' : 'accepted']++;
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(100);
});

test.each(['iso-8859-1', 'windows-1252', 'utf-16'])('the charset %s is refused', async (charset) => {
  const headers = { 'content-type': `application/json; charset=${charset}` };
  const exchange = { event: { headers, body: '{}' } } as never;
  await expect(async () => jsonBody().before?.(exchange)).rejects.toThrow(ApiError);
});
