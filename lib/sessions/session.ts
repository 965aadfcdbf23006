/** A logged-in device. */
import type { SessionResource } from './resources.ts';

export interface Session {
  id: string;
  /** as its owner spells it */
  username: string;
  /** such as "Firefox on Linux" */
  device: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  /** host of the push service of its subscription to notifications; null: it has none */
  pushService: string | null;
}

/** A session ends after this time, however often it is refreshed: a stolen token works no longer than that. */
export const SESSION_MAX_SECONDS = 180 * 24 * 60 * 60;

/** Whether a session can have this id: DynamoDB takes neither an empty key nor a long one. */
export const isSessionId = (text: string): boolean => /^[\w-]{1,64}$/.test(text);

/** @param current id of the requesting session */
export const toSessionResource = (session: Session, current: string): SessionResource => ({
  Id: session.id,
  Device: session.device,
  CreatedAt: session.createdAt.toISOString(),
  LastUsedAt: session.lastUsedAt.toISOString(),
  ExpiresAt: session.expiresAt.toISOString(),
  Current: session.id === current,
  PushService: session.pushService,
});
