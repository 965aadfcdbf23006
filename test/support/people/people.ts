/** Registered, logged-in users for tests. */
import { randomBytes } from 'node:crypto';
import { register } from '#lib/accounts/registration.ts';
import { openSession } from '#lib/sessions/sessions.ts';
import { registration } from './registration.ts';

export interface Person {
  username: string;
  session: string;
  token: string;
  refreshToken: string;
}

/** @param name prefix of a unique username */
export async function createPerson(name: string): Promise<Person> {
  const username = `${name}-${randomBytes(4).toString('hex')}`;
  await register(registration(username));
  return logInAgain({ username });
}

/** Another device of the same person. */
export async function logInAgain(
  { username }: Pick<Person, 'username'>,
  device = 'Test device',
): Promise<Person> {
  const { session, access, refresh } = await openSession(username, { device, renews: true });
  return { username, session, token: access.token, refreshToken: refresh.token };
}
