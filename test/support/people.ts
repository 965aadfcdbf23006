/** Registered, logged-in users for tests. */
import { randomBytes } from 'node:crypto';
import { register } from '#lib/accounts.ts';
import { issueAccessToken } from '#lib/auth/token.ts';
import { registration } from './registration.ts';

export interface Person {
  username: string;
  token: string;
}

/** @param name the beginning of a username that nobody else has */
export async function createPerson(name: string): Promise<Person> {
  const username = `${name}-${randomBytes(4).toString('hex')}`;
  await register(registration(username));
  return { username, token: (await issueAccessToken({ username, session: 'test' })).token };
}
