import { clientAddress } from '../http/client-address.ts';
import type { ApiEvent } from '../http/types.ts';
import { describeDevice } from '../sessions/device.ts';
import type { Actor } from './activity.ts';

/** The sender of a request. The device is the one that the request names, which differs from its session's where a token was stolen. */
export const actorOf = (event: ApiEvent): Actor => ({
  session: event.bearer?.session ?? null,
  device: describeDevice(event.headers['user-agent']),
  address: clientAddress(event),
});
