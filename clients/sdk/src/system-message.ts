/** System messages for people. */
import type { Message } from './types.ts';
import { isSameUser } from './username.ts';

/** How many people a sentence names. */
const NAMED = 3;

const ROLES = { owner: 'an owner', admin: 'an admin', member: 'an ordinary member' } as const;

const CHANGES = {
  Avatar: 'changed the picture of the group',
  HistoryFrom: 'changed what new members see',
  Post: 'changed who may write',
  Add: 'changed who may add people',
  Listed: 'changed who can find the group',
} as const;

export interface Reader {
  /** username of the reader, who is "you" */
  own: string;
  /** the name to show for a username */
  nameOf(username: string): string;
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** @param actor username of the one who did it to them */
function people(usernames: readonly string[], actor: string, { own, nameOf }: Reader): string {
  const you = isSameUser(actor, own) ? 'yourself' : 'you';
  const names = usernames.map((name) => (isSameUser(name, own) ? you : nameOf(name)));
  const more = names.length - NAMED;
  if (more > 1) return listed([...names.slice(0, NAMED), `${more} others`]);
  // The names of deleted accounts are erased.
  return listed(names) || 'a deleted account';
}

function changesOf({ Changed = [], Name, Topic }: NonNullable<Message['System']>): string {
  const changes = Changed.map((field) => {
    if (field === 'Name') return `renamed the group to “${Name}”`;
    if (field === 'Topic') return Topic ? `set the topic to “${Topic}”` : 'removed the topic';
    return CHANGES[field];
  });
  return listed(changes) || 'changed the group';
}

/** What its author did to the group. */
function deedOf(system: NonNullable<Message['System']>, actor: string, reader: Reader): string {
  const { Type, Users = [], Role = 'member', Name } = system;
  switch (Type) {
    case 'created':
      return Name ? `made the group “${Name}”` : 'made the group';
    case 'changed':
      return changesOf(system);
    case 'added':
      return `added ${people(Users, actor, reader)}`;
    case 'joined':
      return 'joined the group';
    case 'left':
      return 'left the group';
    case 'removed':
      return `removed ${people(Users, actor, reader)}`;
    case 'role':
      return `made ${people(Users, actor, reader)} ${ROLES[Role]}`;
    case 'closed':
      return 'closed the group';
    case 'pinned':
      return 'pinned a message';
    case 'unpinned':
      return 'unpinned a message';
    default:
      // A newer server has types that are unknown here.
      return 'changed the group';
  }
}

/** One sentence without a full stop, such as "Alice added you and Bob"; '' for a message that a person wrote. */
export function describeSystem({ From, System }: Pick<Message, 'From' | 'System'>, reader: Reader): string {
  if (!System) return '';
  const actor = isSameUser(From, reader.own) ? 'You' : reader.nameOf(From);
  return `${actor} ${deedOf(System, From, reader)}`;
}
