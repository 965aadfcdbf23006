/** Password hashing: argon2id through node:crypto, stored as PHC strings, which include the parameters. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { type Argon2idParameters, PASSWORD_COST } from './password-cost.ts';

const deriveKey = promisify(argon2);

const SALT_BYTES = 16;
const TAG_BYTES = 32;

/** https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md */
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/={1,2}$/, '');

const toPhc = ({ memory, passes, parallelism }: Argon2idParameters, salt: Buffer, tag: Buffer): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;

const parsePhc = (hash: string) => {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(hash) ?? [];
  if (!salt || !tag) throw new Error('The stored password is not an argon2id PHC string');
  return {
    parameters: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
};

/**
 * Concurrent hashes: leaves one core and one of libuv's four threads to other requests, which took five times as long with four
 * hashes at once on two cores. Matters locally only: a Lambda environment serves one request at a time.
 */
const AT_ONCE = Math.min(3, Math.max(1, availableParallelism() - 1));
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running < AT_ONCE) running++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    // Passes its slot on to the next waiter.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

const derive = (password: string, parameters: Argon2idParameters, salt: Buffer, tagLength: number) =>
  inTurn(() =>
    deriveKey('argon2id', { message: normalizePassword(password), nonce: salt, tagLength, ...parameters }),
  );

/** NFKC, so that the same password from different keyboards is equal (NIST SP 800-63B §5.1.1.2). */
export const normalizePassword = (password: string): string => password.normalize('NFKC');

/** @returns a PHC string with a fresh salt and the current parameters; about 35 ms of one core */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return toPhc(PASSWORD_COST, salt, await derive(password, PASSWORD_COST, salt, TAG_BYTES));
}

/** A well-formed hash that matches no password. Unknown usernames are compared with it, at the same cost. */
const NOBODY = toPhc(PASSWORD_COST, Buffer.alloc(SALT_BYTES), Buffer.alloc(TAG_BYTES));

/**
 * @param hash the stored PHC string, or undefined for an unknown user: takes the same time and returns false
 * @throws Error when the stored string is not a PHC string
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const { parameters, salt, tag } = parsePhc(hash ?? NOBODY);
  const derived = await derive(password, parameters, salt, tag.length);
  return timingSafeEqual(derived, tag) && hash !== undefined;
}

/** Whether the hash was made with outdated parameters. The next login renews it. */
export function needsRehash(hash: string): boolean {
  const { memory, passes, parallelism } = parsePhc(hash).parameters;
  return (
    memory !== PASSWORD_COST.memory ||
    passes !== PASSWORD_COST.passes ||
    parallelism !== PASSWORD_COST.parallelism
  );
}
