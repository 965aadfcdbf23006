/** Who may get notifications of a message, as MongoDB says it now. */
import { findNotifiable, type Notifiable } from '../accounts/people.ts';
import { foldUsername } from '../accounts/username.ts';
import { findCirclesOf, findMemberships } from '../conversations/circles.ts';
import { audienceOf, type Circle, firstSeqFor, isBlocking, maySee } from '../conversations/visibility.ts';
import type { MessageEventName } from '../events/fan-out.ts';
import { EVERYBODY } from '../messages/mention.ts';
import type { Message } from '../messages/message.ts';
import type { Person } from './decision.ts';

export interface Recipients {
  people: Person[];
  /** what others call a person */
  nameOf: (username: string) => string;
}

/** The members who see an event about the message, but for its author. */
export const othersWhoSee = (type: MessageEventName, message: Message, circle: Circle): string[] =>
  audienceOf({ type, message }, circle).usernames.filter(
    (username) => foldUsername(username) !== foldUsername(message.from),
  );

/** @param usernames members, as in the list of members; those who do not see the message are left out */
export async function findRecipients(
  message: Message,
  circle: Circle,
  usernames: readonly string[],
): Promise<Recipients> {
  const { conversation, from, mentions = [] } = message;
  const named = mentions.map(({ username }) => username).filter((username) => username !== EVERYBODY);
  // One after the other, because the function has one connection.
  const memberships = await findMemberships(conversation, usernames);
  const accounts = await findNotifiable([...new Set([...usernames, from, ...named])]);
  // In a direct conversation a block decides who is in the audience.
  const between =
    circle.kind === 'group' ? await findCirclesOf(from, [...usernames]) : new Map<string, Circle>();
  const people = usernames.flatMap((username): Person[] => {
    const [membership, account] = [
      memberships.get(foldUsername(username)),
      accounts.get(foldUsername(username)),
    ];
    if (!membership || !account) return [];
    const firstSeq = firstSeqFor(circle.group?.history, membership.joinedSeq);
    if (!maySee(username, message, { circle, firstSeq })) return [];
    const direct = between.get(username);
    const blocksAuthor = direct !== undefined && isBlocking(direct, username);
    return [{ username, membership, quietHours: account.quietHours, blocksAuthor }];
  });
  return { people, nameOf: nameIn(accounts) };
}

const nameIn =
  (accounts: ReadonlyMap<string, Notifiable>) =>
  (username: string): string =>
    accounts.get(foldUsername(username))?.displayName ?? username;
