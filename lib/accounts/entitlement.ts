/** Who may register: the setting REGISTRATION. */
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { hashOfInvite } from './invites.ts';
import { giveBackUse, takeUse } from './store/invites.ts';

/**
 * An e-mail address is what its sender wrote: nothing shows that they receive mail there.
 * @throws ApiError email_domain_refused
 */
function requireDomain(email: string): void {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  if (config.registration.domains.includes(domain)) return;
  throw new ApiError('email_domain_refused', {
    detail: `Addresses at ${config.registration.domains.join(', ')} are accepted`,
  });
}

/**
 * Takes a use before the account is made, and gives it back when the name is taken: no more accounts than uses, also at once. When
 * making it fails, the account may exist, so that use stays taken.
 * @throws ApiError invalid_invite, the same for a wrong, expired, used up and missing code
 */
async function withInvite(code: string | undefined, add: () => Promise<boolean>): Promise<boolean> {
  const hash = hashOfInvite(code ?? '');
  if (!(await takeUse(hash, now()))) throw new ApiError('invalid_invite');
  const isAdded = await add();
  if (!isAdded) await giveBackUse(hash);
  return isAdded;
}

/**
 * Makes an account if its owner may have one.
 * @param add makes it @returns what `add` does: false when the name is taken
 * @throws ApiError registration_closed, email_domain_refused, invalid_invite
 */
export async function ifEntitled(
  { email, invite }: { email: string; invite?: string | undefined },
  add: () => Promise<boolean>,
): Promise<boolean> {
  switch (config.registration.mode) {
    case 'off':
      throw new ApiError('registration_closed');
    case 'domains':
      requireDomain(email);
      return add();
    case 'invite':
      return withInvite(invite, add);
    case 'open':
      return add();
  }
}
