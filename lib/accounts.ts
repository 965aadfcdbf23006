/** Registering and logging in. */
import { hashPassword, needsRehash, verifyPassword } from './auth/password.ts';
import { now } from './clock.ts';
import { type Login, openSession } from './sessions.ts';
import { findCredentials, insertUser, replacePasswordHash } from './store/users.ts';

export interface Registration {
  first_name: string;
  last_name: string;
  username: string;
  /** clear text */
  password: string;
  email: string;
}

/** @returns false when the username is taken, in any spelling */
export async function register(form: Registration): Promise<boolean> {
  return insertUser({
    username: form.username,
    password: await hashPassword(form.password),
    firstName: form.first_name,
    lastName: form.last_name,
    email: form.email,
    createdAt: now(),
  });
}

export type LogInResult =
  | { outcome: 'ok'; login: Login }
  | { outcome: 'unknown user' }
  | { outcome: 'wrong password' };

/**
 * Costs the same time whether the user exists or not.
 * @param device by which the user will recognise the new session
 */
export async function logIn(username: string, password: string, device: string): Promise<LogInResult> {
  const user = await findCredentials(username);
  const correct = await verifyPassword(password, user?.password);
  if (!user) return { outcome: 'unknown user' };
  if (!correct) return { outcome: 'wrong password' };
  if (needsRehash(user.password)) {
    await replacePasswordHash(user.username, user.password, await hashPassword(password));
  }
  return { outcome: 'ok', login: await openSession(user.username, device) };
}
