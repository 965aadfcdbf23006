/** A device's subscription to notifications. It is part of the device's session, and ends with it. */
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { noteSubscribed } from '../realtime/notified.ts';
import {
  removeSubscription,
  SESSION_MAX_SECONDS,
  type Subscription,
  setSubscription,
} from '../sessions/devices.ts';
import type { Principal } from '../sessions/token.ts';
import { ENDPOINT_RULE } from './fields.ts';
import { pushServiceOf } from './push-service.ts';

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Replaces the subscription of this session.
 * @throws ApiError push_disabled, validation_failed, session_ended
 */
export async function subscribe({ username, session }: Principal, subscription: Subscription): Promise<void> {
  if (config.push.publicKey === undefined) throw new ApiError('push_disabled');
  if (!pushServiceOf(subscription.endpoint))
    throw new ApiError('validation_failed', { errors: [{ field: 'Endpoint', detail: ENDPOINT_RULE }] });
  if (!(await setSubscription(username, session, subscription))) throw new ApiError('session_ended');
  // No session lives longer, so that refreshing one need not change this; the worker ends it earlier, when no subscription is left.
  const until = now().getTime() + (SESSION_MAX_SECONDS + DAY_SECONDS) * 1000;
  await noteSubscribed(username, new Date(until));
}

/** Idempotent. */
export const unsubscribe = ({ username, session }: Principal): Promise<void> =>
  removeSubscription(username, session);
