/** The sessions of an account: one per logged-in device. */
import { ApiError } from '../http/errors.ts';
import { findSession } from './store/sessions.ts';
import type { Principal } from './token.ts';

export { SESSION_MAX_SECONDS } from './session.ts';
export { deleteSession, findSession, listSessions } from './store/sessions.ts';
export {
  type DeviceSubscription,
  listSubscriptions,
  removeSubscription,
  type Subscription,
  setSubscription,
} from './store/subscriptions.ts';

/** For functions that do not use MongoDB. An ended session has no row. @throws ApiError session_ended */
export async function requireSession({ username, session }: Principal): Promise<void> {
  if (!(await findSession(username, session))) throw new ApiError('session_ended');
}
