/** Registering. Apart from logging in, so that its function loads neither sessions nor sockets. */

import { now } from '../platform/clock.ts';
import { hashPassword } from './password.ts';
import { needNameKeys } from './reserved-name.ts';
import { insertUser } from './store/users.ts';

needNameKeys();

export interface Registration {
  first_name: string;
  last_name: string;
  username: string;
  /** clear text */
  password: string;
  email: string;
}

/** @returns false when the username is taken, in any spelling, or was that of a deleted account */
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
