/** Who acts, for the audit trail: not what the command line says, but what the database or the operating system knows. */
import type { Authenticated } from '../../lib/platform/mongo.ts';
import { UserError } from '../user-error.ts';

/** The database role of operators; docs/operations.md creates it. The functions' own user does not have it. */
export const OPERATOR_ROLE = 'corechatOperator';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|%2f.*)(?::\d+)?$/i;

/** @returns whether every server of a connection string is on this machine */
export function isOnThisMachine(uri: string): boolean {
  const [, hosts = ''] = /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri) ?? [];
  return hosts.split(',').every((host) => LOOPBACK.test(host));
}

/**
 * The operator of a database that MONGODB_URI names.
 * @param loginName of the operating system; it counts only for a server on this machine that asks for no password
 * @throws UserError when the database's user is not an operator's
 */
export function operatorOf({ users, roles }: Authenticated, uri: string, loginName: string): string {
  const [user] = users;
  if (user === undefined) {
    if (isOnThisMachine(uri)) return loginName;
    throw new UserError(
      'The database asks for no password, so it does not know who you are. Log in as an operator',
    );
  }
  if (roles.includes(OPERATOR_ROLE)) return user;
  throw new UserError(`The database's user ${user} is no operator: it needs the role ${OPERATOR_ROLE}`);
}
