/** Registering and logging in. */
import { hashPassword, needsRehash, verifyPassword } from './auth/password.ts';
import { type AccessToken, issueAccessToken } from './auth/token.ts';
import { now } from './clock.ts';
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
  | { outcome: 'ok'; username: string; token: AccessToken }
  | { outcome: 'unknown user' }
  | { outcome: 'wrong password' };

/** Costs the same time whether the user exists or not. */
export async function logIn(username: string, password: string): Promise<LogInResult> {
  const user = await findCredentials(username);
  const correct = await verifyPassword(password, user?.password);
  if (!user) return { outcome: 'unknown user' };
  if (!correct) return { outcome: 'wrong password' };
  if (needsRehash(user.password)) {
    await replacePasswordHash(user.username, user.password, await hashPassword(password));
  }
  return { outcome: 'ok', username: user.username, token: await issueAccessToken(user.username) };
}
