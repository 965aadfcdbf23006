/**
 * Visibility answers three questions: what may this reader see of a conversation, who is the audience of an event, and may two
 * people interact. Only this file draws conclusions from blocks.
 *
 * A block acts in direct conversations only. What a blocked person writes is visible to its author alone (`onlyFor`); an edit
 * during a block leaves the earlier state to everybody else (`frozen`).
 */

import { foldUsername } from '../accounts/username.ts';
import type { Block } from '../blocks/block.ts';
import type { Message, MessageState } from '../messages/message.ts';
import type { ConversationKind } from './conversation.ts';

/** What decides on visibility: who takes part, and who blocks whom. */
export interface Circle {
  kind: ConversationKind;
  /** usernames as their owners spell them */
  members: readonly string[];
  /** absent when there are none */
  blocks?: readonly Block[];
}

const blocksIn = ({ kind, blocks = [] }: Pick<Circle, 'kind' | 'blocks'>): readonly Block[] =>
  kind === 'direct' ? blocks : [];

export const isMember = ({ members }: Circle, username: string): boolean =>
  members.some((name) => foldUsername(name) === foldUsername(username));

/** The other member of a direct conversation; oneself in notes to oneself. */
export const peerIn = ({ members }: Pick<Circle, 'members'>, username: string): string =>
  members.find((name) => foldUsername(name) !== foldUsername(username)) ?? username;

/** Whether this person blocks somebody here. */
export const isBlocking = (circle: Pick<Circle, 'kind' | 'blocks'>, username: string): boolean =>
  blocksIn(circle).some(({ by }) => by === foldUsername(username));

/** Whether anything but messages passes between the members: typing, presence, read marks. */
export const mayInteract = (circle: Pick<Circle, 'kind' | 'blocks'>): boolean =>
  blocksIn(circle).length === 0;

/** Whether others block this author: what is written now stays with the author. */
const isMuffled = (circle: Pick<Circle, 'kind' | 'blocks'>, author: string): boolean =>
  blocksIn(circle).some(({ by }) => by !== foldUsername(author));

/** The `onlyFor` of a message that this author sends now. */
export const onlyForAuthor = (circle: Circle, author: string): Pick<Message, 'onlyFor'> =>
  isMuffled(circle, author) ? { onlyFor: foldUsername(author) } : {};

/** Whether an edit by its author leaves the message as it was to everybody else. */
export const freezesForOthers = (
  circle: Circle,
  { from, onlyFor }: Pick<Message, 'from' | 'onlyFor'>,
): boolean => onlyFor === undefined && isMuffled(circle, from);

/** @param circle of the message's conversation, which the reader may have left */
export const maySee = (reader: string, { onlyFor }: Pick<Message, 'onlyFor'>, circle: Circle): boolean =>
  isMember(circle, reader) && (onlyFor === undefined || onlyFor === foldUsername(reader));

/** The state of a message that a reader sees: its author sees each edit, others none that was made while they blocked the author. */
export const stateFor = (
  reader: string,
  from: string,
  frozen: MessageState | undefined,
): MessageState | undefined => (foldUsername(reader) === foldUsername(from) ? undefined : frozen);

export interface Audience {
  usernames: readonly string[];
  /** whether they may learn from it who of the others is connected */
  together: boolean;
}

export type ConversationEvent =
  | { type: 'message.created' | 'message.updated' | 'message.deleted'; message: Message }
  | { type: 'conversation.read'; by: string }
  | { type: 'typing'; by: string };

/** Whose devices hear of an event. */
export function audienceOf(event: ConversationEvent, circle: Circle): Audience {
  const interact = mayInteract(circle);
  const isDirect = circle.kind === 'direct';
  // Two members of a group may block each other elsewhere, and see no presence of each other.
  const together = isDirect && interact;
  const all = { usernames: circle.members, together };
  if (event.type === 'typing') {
    return { usernames: interact ? circle.members.filter((name) => name !== event.by) : [], together };
  }
  if (event.type === 'conversation.read') return isDirect ? all : { usernames: [event.by], together: true };
  const { from, onlyFor } = event.message;
  // A deletion takes something away, and comes through a block.
  const isOfAuthorAlone = onlyFor !== undefined || (!interact && event.type !== 'message.deleted');
  return isOfAuthorAlone ? { usernames: [from], together: true } : all;
}
