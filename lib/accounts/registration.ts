/** Registration. Separate from login, so that its bundle contains neither sessions nor sockets. */

import { now } from '../platform/clock.ts';
import { hashPassword } from './password.ts';
import { needNameKeys } from './reserved-name.ts';
import { insertUser } from './store/users.ts';
import { refuseWeakPassword } from './weak-password.ts';

needNameKeys();

export interface Registration {
  first_name: string;
  last_name: string;
  username: string;
  /** clear text */
  password: string;
  email: string;
}

/**
 * @returns false when the username, in any spelling, belongs to an account or belonged to a deleted one
 * @throws ApiError validation_failed for a weak password
 */
export async function register(form: Registration): Promise<boolean> {
  const { first_name: firstName, last_name: lastName, ...rest } = form;
  refuseWeakPassword('password', form.password, { firstName, lastName, ...rest });
  return insertUser({
    username: form.username,
    password: await hashPassword(form.password),
    firstName: form.first_name,
    lastName: form.last_name,
    email: form.email,
    createdAt: now(),
  });
}
