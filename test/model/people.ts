/** People whose passwords are never used, so that none is hashed. */
import { randomBytes } from 'node:crypto';
import { insertUser } from '#lib/accounts/store/users.ts';
import { openSession } from '#lib/sessions/sessions.ts';
import type { Person } from '../support/people/people.ts';

export async function newPerson(name: string): Promise<Person> {
  const username = `${name}-${randomBytes(5).toString('hex')}`;
  const rest = { firstName: name, lastName: name, email: `${name}@example.org`, createdAt: new Date() };
  await insertUser({ username, password: 'never used', ...rest });
  return logIn(username);
}

export async function logIn(username: string): Promise<Person> {
  const { session, access, refresh } = await openSession(username, { device: 'Model', renews: true });
  return { username, session, token: access.token, refreshToken: refresh.token };
}
