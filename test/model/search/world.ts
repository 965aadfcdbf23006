/** People who talk, edit, delete, block, leave and search. */
import fc from 'fast-check';
import { deleteBlock, insertBlock } from '#lib/conversations/blocks.ts';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { findGroup } from '#lib/conversations/groups.ts';
import { createGroup } from '#lib/groups/creation.ts';
import { leaveGroup } from '#lib/groups/leaving.ts';
import { setMember } from '#lib/groups/members.ts';
import { deleteMessage, editMessage, sendMessage } from '#lib/messages/messaging.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint } from '../../support/people/two-people.ts';
import { EVERY_WORD, textOrLink } from './language.ts';

const person = fc.nat({ max: 2 });
const place = fc.nat({ max: 4 });
const pick = fc.nat({ max: 1_000 });

export const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('send' as const), by: person, place, text: textOrLink }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('edit' as const), pick, text: textOrLink }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('delete' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('block' as const), by: person, of: person }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('unblock' as const), by: person, of: person }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('come or go' as const),
      by: fc.integer({ min: 1, max: 2 }),
      place,
    }),
  },
);

export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

export interface World {
  people: Person[];
  /** ids */
  conversations: string[];
  sent: { id: string; by: string }[];
}

/**
 * Three people: each two talk, and all in a group that shows its history, and in one that does not. The last person joins both late, so
 * that messages of the second one are hidden from them, which most queries match.
 */
export async function makeWorld(): Promise<World> {
  const people = [await createPerson('ann'), await createPerson('bob'), await createPerson('cat')];
  const [ann, bob, cat] = people as [Person, Person, Person];
  const pairs = [
    [ann, bob],
    [ann, cat],
    [bob, cat],
  ] as const;
  for (const [one, other] of pairs) await acquaint(one, other);
  const group = async (HistoryFrom: 'start' | 'join') => {
    const form = { Name: HistoryFrom, Members: [bob.username], HistoryFrom };
    const { Conversation } = await createGroup(ann.username, HistoryFrom, form);
    for (const { username } of [ann, bob])
      await sendMessage(username, { to: Conversation, text: EVERY_WORD });
    await setMember(ann.username, Conversation, cat.username, undefined);
    return Conversation;
  };
  return {
    people,
    conversations: [
      ...pairs.map(([one, other]) => directConversationId(one.username, other.username)),
      await group('start'),
      await group('join'),
    ],
    sent: [],
  };
}

/** What is refused, such as a message to a group that its author has left, changes nothing. */
export async function take({ people, conversations, sent }: World, taken: Step): Promise<void> {
  const nameOf = (index: number): string => people[index]?.username ?? '';
  const admitted = Promise.resolve();
  try {
    if (taken.type === 'send') {
      const by = nameOf(taken.by);
      const { id } = await sendMessage(by, { to: conversations[taken.place] ?? '', text: taken.text });
      sent.push({ id, by });
    } else if (taken.type === 'edit' || taken.type === 'delete') {
      const message = sent[taken.pick % sent.length];
      if (!message) return;
      if (taken.type === 'edit') await editMessage(message.by, message.id, { text: taken.text }, admitted);
      else await deleteMessage(message.by, message.id, admitted);
    } else if (taken.type === 'come or go') {
      const [id, name] = [conversations[3 + (taken.place % 2)] ?? '', nameOf(taken.by)];
      const isMember = (await findGroup(id))?.members.includes(name);
      if (isMember) await leaveGroup(name, id, name);
      else await setMember(nameOf(0), id, name, undefined);
    } else if (taken.by !== taken.of) {
      const change = taken.type === 'block' ? insertBlock : deleteBlock;
      await change(nameOf(taken.by), nameOf(taken.of));
    }
  } catch (error) {
    if ((error as Error).name !== 'ApiError') throw error;
  }
}
