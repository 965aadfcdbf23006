/** Credentials of requests: issued tokens with their owner's later state, and forged tokens. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { deleteAccount } from '#lib/accounts/deletion.ts';
import type { Standing } from '#lib/http/declaration.ts';
import { suspend } from '#lib/moderation/moderation.ts';
import { setClock } from '#lib/platform/clock.ts';
import { endSession } from '#lib/sessions/sessions.ts';
import { issueAccessToken, type Principal } from '#lib/sessions/token.ts';
import type { Forgery } from '../../../../generate/authorization/rows.ts';
import type { Person } from '../../people/people.ts';
import { PASSWORD } from '../../people/registration.ts';
import { sweep } from '../../server/deletions.ts';
import { CURRENT_SECRET, TEST_PUBLIC_KEY } from '../../server/keys.ts';

/** Events after a token was issued. */
export const standings = {
  'their own': async () => undefined,
  'session ended': async ({ username, session }) => {
    await endSession(username, session);
  },
  'account suspended': async ({ username }) => {
    await suspend('operator', username, 'a test');
  },
  'account deleted': async (person) => {
    await deleteAccount(person, '192.0.2.1', PASSWORD);
    await sweep();
  },
} satisfies Record<Standing, (person: Person) => Promise<void>>;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

interface Changes {
  header?: object;
  issuer?: string;
  audience?: string;
  key?: Uint8Array | KeyObject;
}

/** As the API issues them, but for the changes; without any it is valid. */
export const forge = (
  { username, session }: Principal,
  { header = {}, issuer = 'corechat', audience = 'corechat-api', key = CURRENT_SECRET }: Changes = {},
): Promise<string> =>
  new SignJWT({ sid: session })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'current', ...header })
    .setSubject(username)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('15 minutes')
    .sign(key);

async function issuedAnHourAgo(principal: Principal): Promise<string> {
  setClock(() => Date.now() - 3_600_000);
  const { token } = await issueAccessToken(principal);
  setClock();
  return token;
}

/** `alg: none` with everything else as it should be. */
function unsigned({ username, session }: Principal): string {
  const claims = { sub: username, sid: session, iss: 'corechat', aud: 'corechat-api', exp: 9_999_999_999 };
  const [, payload] = new UnsecuredJWT(claims).encode().split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid: 'current' }));
  return `${header.toString('base64url')}.${payload}.`;
}

/** Wrong in one respect each. */
export const forgeries = {
  'no token': async () => undefined,
  malformed: async () => 'nonsense',
  expired: issuedAnHourAgo,
  'alg none': async (principal) => unsigned(principal),
  'RS256 with a key of one’s own': (principal) =>
    forge(principal, { header: { alg: 'RS256' }, key: privateKey }),
  'HS256 with a public key as the secret': (principal) =>
    forge(principal, { header: { kid: 'signing' }, key: TEST_PUBLIC_KEY }),
  'unknown kid': (principal) => forge(principal, { header: { kid: 'stranger' } }),
  'kid of another key of the ring': (principal) => forge(principal, { header: { kid: 'previous' } }),
  'wrong audience': (principal) => forge(principal, { audience: 'another-api' }),
  'wrong issuer': (principal) => forge(principal, { issuer: 'somebody-else' }),
  'wrong typ': (principal) => forge(principal, { header: { typ: 'JWT' } }),
} satisfies Record<Forgery, (principal: Principal) => Promise<string | undefined>>;
