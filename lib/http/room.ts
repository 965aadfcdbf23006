/**
 * Room in a response: Lambda answers at most 6 MB.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */

/** For the items of a page. The remaining sixth of Lambda's limit is for everything else. */
const ROOM_BYTES = 5 * 1024 * 1024;

/** Lambda's response is JSON that contains the body as a string: U+0000 becomes `\\u0000`. */
const BYTES_PER_CHARACTER = 7;

/** An item without its text. */
const ITEM_BYTES = 1024;

/**
 * Counts the most that a text can take, which costs nothing; encoding each item twice would.
 * @returns a function that takes items, by the length of their texts, until the response is full
 */
export function responseRoom(): (characters: number) => boolean {
  let bytes = 0;
  return (characters) => {
    bytes += ITEM_BYTES + BYTES_PER_CHARACTER * characters;
    return bytes <= ROOM_BYTES;
  };
}
