/** What the table of connections holds: an item for each socket, and one for each person with all of their sockets. */
import { foldUsername } from '../../accounts/username.ts';
import { epochSeconds, type Item, text } from '../../platform/dynamo.ts';

/** An open WebSocket. */
export interface Connection {
  /** API Gateway's connection id */
  id: string;
  /** as its owner spells it */
  username: string;
  session: string;
}

export interface KnownConnection extends Connection {
  /** when it counts as dead */
  expiresAt: Date;
}

export const userKey = (username: string): Item => ({ key: text(`user#${foldUsername(username)}`) });
export const socketKey = (id: string): Item => ({ key: text(`socket#${id}`) });

/** A person's item has one attribute per open socket, so that sockets come and go without touching each other. */
export const attributeOf = (id: string): string => `c:${id}`;

export const toConnection = (id: string, { username, session, expiresAt }: Item): KnownConnection => ({
  id,
  username: username?.S ?? '',
  session: session?.S ?? '',
  expiresAt: new Date(Number(expiresAt?.N) * 1000),
});

export const isAlive = ({ expiresAt }: KnownConnection): boolean => epochSeconds(expiresAt) > epochSeconds();

export const entriesIn = (item: Item): KnownConnection[] =>
  Object.entries(item).flatMap(([name, value]) =>
    name.startsWith('c:') && value.M ? toConnection(name.slice('c:'.length), value.M) : [],
  );

/** What notifications need of a person with a push subscription, see marks.ts. */
export interface NotificationMarks {
  /** folded username */
  person: string;
  /** the time by which each subscription has ended, in seconds since the epoch */
  until: number;
  /** ids of conversations with a notification that was sent and not withdrawn */
  pushed: ReadonlySet<string>;
}

export function marksIn({ key, pushUntil, pushed }: Item): NotificationMarks[] {
  const until = Number(pushUntil?.N ?? 0);
  const person = (key?.S ?? '').slice('user#'.length);
  return until > epochSeconds() ? [{ person, until, pushed: new Set(pushed?.SS) }] : [];
}
