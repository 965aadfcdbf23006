/** A key ring for tests: the first signs, both verify. */
export const CURRENT_SECRET = Buffer.alloc(32, 'current key');
export const PREVIOUS_SECRET = Buffer.alloc(32, 'previous key');

export const TEST_KEYS = [
  `current:${CURRENT_SECRET.toString('base64url')}`,
  `previous:${PREVIOUS_SECRET.toString('base64url')}`,
].join(',');
