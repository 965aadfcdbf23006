/** How a group changes its row of the inbox. Pure: each change is a new row. */
import type { ConversationSummary, Message } from '../types.ts';
import { isSameUser } from '../username.ts';

type Group = NonNullable<ConversationSummary['Group']>;

/** By how many members a system message changes their number. */
const BY = { added: 1, joined: 1, left: -1, removed: -1 } as const;

/** Settings in a row whose new value a system message does not contain. */
const NOT_IN_MESSAGE = new Set(['Avatar', 'Post']);

export interface GroupChange {
  group: Group | null;
  /** whether only the server knows what has changed */
  isUnsure: boolean;
}

/**
 * The group after a system message.
 * @param isNext the message follows directly on the state of the row: what it adds is not counted yet
 */
export function withSystem(group: Group | null, message: Message, own: string, isNext: boolean): GroupChange {
  const { System: system } = message;
  if (!group || !system) return { group, isUnsure: false };
  if (!isNext) return { group, isUnsure: true };
  const { Type, Users = [], Changed = [], Role } = system;
  switch (Type) {
    case 'added':
    case 'joined':
    case 'left':
    case 'removed': {
      const count = Type === 'added' || Type === 'removed' ? Users.length : 1;
      return { group: { ...group, Members: group.Members + BY[Type] * count }, isUnsure: false };
    }
    case 'role': {
      const isMine = Role !== undefined && Users.some((name) => isSameUser(name, own));
      return { group: isMine ? { ...group, Role } : group, isUnsure: false };
    }
    case 'closed':
      return { group: { ...group, Closed: true }, isUnsure: false };
    case 'changed': {
      const { Name = group.Name, Topic = group.Topic } = system;
      return {
        group: { ...group, Name, Topic },
        isUnsure: Changed.some((field) => NOT_IN_MESSAGE.has(field)),
      };
    }
    default:
      return { group, isUnsure: false };
  }
}
