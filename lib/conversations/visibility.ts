/**
 * Visibility answers three questions: what may a reader see of a conversation, who is the audience of an event, and may two
 * people interact? Only this file interprets blocks, requests and the settings of what others may see.
 *
 * The first messages of a stranger are a request: until the other member answers or accepts it, the two see each other's messages, and
 * neither presence, nor typing, nor read marks (docs/decisions/042-requests.md).
 *
 * A block acts in direct conversations only. Messages of a blocked person are visible to their author only (`onlyFor`); after an
 * edit during a block other members keep seeing the earlier state (`frozen`).
 */

import { foldUsername } from '../accounts/username.ts';
import type { Block } from '../blocks/block.ts';
import type { Message, MessageState } from '../messages/message.ts';
import type { ConversationKind } from './conversation.ts';
import { type GroupRules, type Role, roleOf } from './group.ts';

/** In a direct conversation: this member (folded) has not answered the other's first messages. */
export interface MessageRequest {
  to: string;
  /** absent while it is not ignored */
  ignoredAt?: Date;
}

/** Who may see a person's presence. */
export type PresenceAudience = 'everybody' | 'contacts' | 'nobody';

/** Who may add a person to groups; the others invite. */
export type AddAudience = 'everybody' | 'contacts' | 'nobody';

/** Who may see a person's read marks. There is none for everybody, because a conversation shows them. */
export type ReadMarkAudience = 'contacts' | 'nobody';

/** The input for decisions on visibility: members, blocks and an unanswered request. */
export interface Circle {
  kind: ConversationKind;
  /** usernames as spelled at registration */
  members: readonly string[];
  /** absent when there are none */
  blocks?: readonly Block[];
  /** absent once it is answered */
  request?: Pick<MessageRequest, 'to'>;
  /** absent in a direct conversation */
  group?: GroupRules;
}

/** What two people are to each other. */
type Relation = Pick<Circle, 'kind' | 'blocks' | 'request'>;

const blocksIn = ({ kind, blocks = [] }: Pick<Circle, 'kind' | 'blocks'>): readonly Block[] =>
  kind === 'direct' ? blocks : [];

export const isMember = ({ members }: Circle, username: string): boolean =>
  members.some((name) => foldUsername(name) === foldUsername(username));

/** The other member of a direct conversation; the user in notes to oneself. */
export const peerIn = ({ members }: Pick<Circle, 'members'>, username: string): string =>
  members.find((name) => foldUsername(name) !== foldUsername(username)) ?? username;

/** Whether this person blocks another member. */
export const isBlocking = (circle: Pick<Circle, 'kind' | 'blocks'>, username: string): boolean =>
  blocksIn(circle).some(({ by }) => by === foldUsername(username));

/** Whether one of the two blocks the other. */
export const isBlocked = (circle: Pick<Circle, 'kind' | 'blocks'>): boolean => blocksIn(circle).length > 0;

/** Whether members see each other's typing, presence and read marks. */
export const mayInteract = (circle: Relation): boolean =>
  !isBlocked(circle) && (circle.kind !== 'direct' || circle.request === undefined);

/** Whether this member has not answered the other's first messages, or ignores them. */
export const isAsked = ({ request }: Pick<Circle, 'request'>, username: string): boolean =>
  request?.to === foldUsername(username);

/** Whether the two have a conversation in which neither blocks the other, and that is no unanswered request. */
const areContacts = (circle: Circle): boolean => circle.members.length > 1 && mayInteract(circle);

/** @param to the setting of the person whose presence it is @param circle the direct conversation with the one who wants to see it */
export const showsPresence = (to: PresenceAudience, circle: Circle): boolean =>
  to === 'everybody' ? !isBlocked(circle) : to === 'contacts' && areContacts(circle);

/** Whether one of the two may add the other to a group. @param to the setting of the one who is added @param circle the direct conversation */
export const mayAdd = (to: AddAudience, circle: Circle): boolean =>
  to === 'everybody' ? !isBlocked(circle) : to === 'contacts' && areContacts(circle);

/** In a direct conversation both are members. @returns null for those who are none */
export function roleIn(circle: Circle, username: string): Role | null {
  const own = circle.members.find((name) => foldUsername(name) === foldUsername(username));
  if (own === undefined) return null;
  return circle.group ? roleOf(circle.group, own) : 'member';
}

/** Whether this member may write. Only owners and admins do where the group is set so. */
export const mayPost = (circle: Circle, username: string): boolean =>
  circle.group?.post !== 'admins' || ['owner', 'admin'].includes(roleIn(circle, username) ?? '');

/** @param to the setting of the person whose read mark it is */
export const showsReadMark = (to: ReadMarkAudience, circle: Relation): boolean =>
  to === 'contacts' && mayInteract(circle);

/** Whether another member blocks this author, so that only the author sees new messages. */
const isMuffled = (circle: Pick<Circle, 'kind' | 'blocks'>, author: string): boolean =>
  blocksIn(circle).some(({ by }) => by !== foldUsername(author));

/** The `onlyFor` of a new message by this author. */
export const onlyForAuthor = (circle: Circle, author: string): Pick<Message, 'onlyFor'> =>
  isMuffled(circle, author) ? { onlyFor: foldUsername(author) } : {};

/** Whether other members keep seeing the message as it was before an edit. */
export const freezesForOthers = (
  circle: Circle,
  { from, onlyFor }: Pick<Message, 'from' | 'onlyFor'>,
): boolean => onlyFor === undefined && isMuffled(circle, from);

/** Whether a member sees the message. */
export const isVisibleTo = (member: string, { onlyFor }: Pick<Message, 'onlyFor'>): boolean =>
  onlyFor === undefined || onlyFor === foldUsername(member);

/** A member of a conversation, see findReader of lib/conversations/circles.ts. */
export interface Reader {
  circle: Circle;
  /** the seq of the first message that they see; 0 for all */
  firstSeq: number;
}

/** @param joinedSeq of the reader's membership @returns see Reader */
export const firstSeqFor = (history: 'start' | 'join' | undefined, joinedSeq = 0): number =>
  history === 'join' && joinedSeq > 0 ? joinedSeq + 1 : 0;

/** Whether all members see the message: nobody has joined after it, or they see what was before. */
export const isSharedBy = ({ group }: Circle, { seq }: Pick<Message, 'seq'>): boolean =>
  group?.history !== 'join' || seq > group.lastJoinedSeq;

/** @param of the message's conversation; null when the reader is not in it */
export const maySee = (
  reader: string,
  message: Pick<Message, 'onlyFor' | 'seq'>,
  of: Reader | null,
): of is Reader => of !== null && message.seq >= of.firstSeq && isVisibleTo(reader, message);

/** The state of a message for a reader: its author sees each edit, others see none made while they blocked the author. */
export const stateFor = (
  reader: string,
  from: string,
  frozen: MessageState | undefined,
): MessageState | undefined => (foldUsername(reader) === foldUsername(from) ? undefined : frozen);

/** Typing is shown in circles of up to this many members: each frame goes to all of them. */
export const TYPING_MAX = 50;

/** Read marks are pushed in circles of up to this many members; others ask who has read a message. */
export const LIVE_READS_MAX = 20;

export interface Audience {
  usernames: readonly string[];
  /** whether the audience may learn from it which of them is connected */
  together: boolean;
}

export type ConversationEvent =
  | { type: 'message.created' | 'message.updated' | 'message.deleted'; message: Message }
  | { type: 'conversation.read'; by: string; shown: boolean }
  | { type: 'typing'; by: string };

/**
 * The people whose devices receive an event. In a group, typing and read marks pass between no two people who block each other: see
 * findAudience of lib/conversations/circles.ts.
 */
export function audienceOf(event: ConversationEvent, circle: Circle): Audience {
  const interact = mayInteract(circle);
  const isDirect = circle.kind === 'direct';
  // Two members of a group may block each other in their direct conversation, and then see no presence of each other.
  const together = isDirect && interact;
  const all = { usernames: circle.members, together };
  const { length: size } = circle.members;
  if (event.type === 'typing') {
    const shown = interact && size <= TYPING_MAX;
    return { usernames: shown ? circle.members.filter((name) => name !== event.by) : [], together };
  }
  if (event.type === 'conversation.read') {
    return event.shown && size <= LIVE_READS_MAX ? all : { usernames: [event.by], together: true };
  }
  const { from, onlyFor } = event.message;
  // A deletion reveals nothing new, so it is delivered in spite of a block.
  const isOfAuthorAlone = onlyFor !== undefined || (isBlocked(circle) && event.type !== 'message.deleted');
  return isOfAuthorAlone ? { usernames: [from], together: true } : all;
}
