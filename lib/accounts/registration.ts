/** Registration. Separate from login, so that its bundle contains neither sessions nor sockets. */

import { now } from '../platform/clock.ts';
import { ifEntitled } from './entitlement.ts';
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
  /** code of an invitation, where one is needed */
  invite?: string | undefined;
}

/**
 * @returns false when the username, in any spelling, belongs to an account or belonged to a deleted one
 * @throws ApiError registration_closed, email_domain_refused or invalid_invite, and validation_failed for a weak password
 */
export async function register(form: Registration): Promise<boolean> {
  const { first_name: firstName, last_name: lastName, username, password, email } = form;
  refuseWeakPassword('password', password, { firstName, lastName, username, email });
  return ifEntitled(form, async () =>
    insertUser({
      username,
      password: await hashPassword(password),
      firstName,
      lastName,
      email,
      createdAt: now(),
    }),
  );
}
