/** Refuses bytes that are not UTF-8. Decoding them leniently would make different inputs the same text. */
import { UserError } from './user-error.ts';

/** As for a wrong command line in general. */
const EXIT_CODE = 2;

const utf8 = new TextDecoder('utf-8', { fatal: true });

const refusal = (what: string) => new UserError(`${what} is not UTF-8 text`, EXIT_CODE);

/** @param what begins the sentence for the user @throws UserError */
export function decodeUtf8(bytes: Uint8Array, what: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw refusal(what);
  }
}

/** For what Node.js has decoded, with U+FFFD in the place of other bytes. @throws UserError */
export function requireUtf8(text: string, what: string): void {
  if (text.includes('\uFFFD')) throw refusal(what);
}
