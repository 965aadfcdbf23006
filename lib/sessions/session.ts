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
}

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
});
