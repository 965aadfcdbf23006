/**
 * The rows of the list of people: pinned conversations, unread ones, the others, archived ones, then requests, then other people; with a
 * search only those it finds.
 */
import { type ConversationSummary, isSameUser, matchesName, type Presence } from '../sdk.ts';
import { previewIn } from '../text/system.ts';
import type { PersonRow } from './people-view.ts';

/** A person that the server lists or finds, with or without a conversation. */
export interface Found {
  username: string;
  /** null also while it is unknown */
  displayName: string | null;
}

export interface PeopleSources {
  conversations: readonly ConversationSummary[];
  /** by the server, for this filter */
  found: readonly Found[];
  filter: string;
  /** username of the user */
  me: string;
  presenceOf(username: string): Presence | undefined;
}

/** Whether a filter leaves everything: it is empty, or has no word, as a lone "@". */
export const isAll = (filter: string): boolean => matchesName(filter, '');

export function peopleRows({ conversations, found, filter, me, presenceOf }: PeopleSources): PersonRow[] {
  const foundBy = new Map(found.map((person) => [person.username.toLowerCase(), person]));
  const isWanted = ({ User, Group }: ConversationSummary) =>
    matchesName(filter, Group?.Name ?? User) || foundBy.has(User.toLowerCase());
  const talked = conversations
    .filter((summary) => isAll(filter) || isWanted(summary))
    .map((row) => {
      const { User, Group, Deleted, Unread, UnreadMore, UnreadFrom, Request, Archived, Pinned } = row;
      return {
        username: User,
        ...(Group && { name: Group.Name }),
        rank: rankOf({ Request, Archived, Pinned, isUnread: Unread > 0 || (UnreadFrom ?? null) !== null }),
        deleted: Deleted,
        unread: Unread,
        unreadMore: UnreadMore,
        online: presenceOf(User)?.online,
        // The display name shows why a search found this person.
        preview:
          foundBy.get(User.toLowerCase())?.displayName ??
          `${Request ? 'request: ' : Archived ? 'archived: ' : ''}${previewIn(row, me)}`,
      };
    });
  const known = new Set(conversations.map(({ User }) => User.toLowerCase()));
  const others = found
    .filter(({ username }) => !known.has(username.toLowerCase()))
    .map(({ username, displayName }) => ({
      username,
      deleted: false,
      unread: 0,
      unreadMore: false,
      online: presenceOf(username)?.online,
      preview: isSameUser(username, me) ? '(you)' : (displayName ?? ''),
    }));
  return [...talked.sort((one, other) => one.rank - other.rank), ...others];
}

type Placed = Pick<ConversationSummary, 'Request' | 'Archived' | 'Pinned'> & { isUnread: boolean };

/** A server of an earlier release sends none of these. */
function rankOf({ Request, Archived, Pinned, isUnread }: Placed): number {
  if ((Request ?? null) !== null) return 4;
  if (Archived) return 3;
  return Pinned ? 0 : isUnread ? 1 : 2;
}
