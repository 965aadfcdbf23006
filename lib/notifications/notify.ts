/** Works off the queue of notifications: reads everything again, decides for each person, and sends. */
import * as v from 'valibot';
import { foldUsername } from '../accounts/username.ts';
import { findCircle } from '../conversations/circles.ts';
import { findGroupName } from '../conversations/groups.ts';
import { type Circle, isMember } from '../conversations/visibility.ts';
import { batchOf } from '../events/fan-out.ts';
import type { Message } from '../messages/message.ts';
import { findMessage, listPlaces } from '../messages/reading.ts';
import { now } from '../platform/clock.ts';
import { needLogKey, personHash } from '../platform/identity.ts';
import { enqueueNotification } from '../platform/queue.ts';
import type { Work } from '../platform/queue-worker.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { listMarks, type NotificationMarks, notePushed, noteWithdrawn } from '../realtime/notified.ts';
import { NotificationBody } from './body.ts';
import { isMentioned, isNotified, type Person } from './decision.ts';
import { type Delivery, deliverAll, type Postponed } from './devices.ts';
import { bodyOf, type Payload, titleOf } from './payload.ts';
import { isYoung, type QueuedNotification } from './queued.ts';
import { findRecipients, othersWhoSee } from './recipients.ts';

needLogKey();

/** Attempts of one push, the first included. */
const ATTEMPTS = 3;
const RETRY_SECONDS = 10;
/** The longest delay of a message that SQS takes. */
const DELAY_MAX_SECONDS = 900;

const ENQUEUE_TIMEOUT_MS = 2_000;

/** Queues the devices of which a push service said "later" again, after the longest time that one asked for. */
async function postpone(event: QueuedNotification, postponed: Postponed[]): Promise<void> {
  const attempt = (event.retry?.attempt ?? 1) + 1;
  if (postponed.length === 0 || attempt > ATTEMPTS) return;
  const asked = postponed.map(({ seconds }) => seconds ?? 0);
  const delay = Math.min(DELAY_MAX_SECONDS, Math.max(RETRY_SECONDS * attempt ** 2, ...asked));
  const retry = { sessions: postponed.map(({ session }) => session), attempt };
  await enqueueNotification({ ...event, retry }, AbortSignal.timeout(ENQUEUE_TIMEOUT_MS), delay);
}

type MessageNotification = Exclude<QueuedNotification, { type: 'conversation.left' | 'conversation.read' }>;

/** What one person gets; undefined: nothing. */
type PayloadFor = (person: Person, marks: NotificationMarks) => Payload | undefined;

function payloads(
  type: MessageNotification['type'],
  message: Message,
  circle: Circle,
  texts: { Title: string; Body: string },
): PayloadFor {
  const { conversation: Conversation, id: Id, seq: Seq, version: Version, from, to, sentAt } = message;
  const at = now();
  const created: PayloadFor = (person) => {
    if (!isNotified(message, circle, person, at)) return undefined;
    const Mention = isMentioned(message, person.username) ? { Mention: true as const } : {};
    const about = { Conversation, Id, Seq, Version, From: from, To: to ?? '', At: sentAt.toISOString() };
    return { Type: 'message', ...about, ...texts, ...Mention };
  };
  if (type === 'message.created') return created;
  const isShown = ({ membership }: Person, { pushed }: NotificationMarks) =>
    pushed.has(Conversation) && membership.readSeq < Seq;
  if (type === 'message.deleted' || message.deletedAt)
    return (person, marks) => (isShown(person, marks) ? { Type: 'deleted', Conversation, Id } : undefined);
  return (person, marks) => {
    // What is on the screen of a person who blocks its author since then stays as it is.
    if (isShown(person, marks) && person.blocksAuthor) return undefined;
    if (isShown(person, marks)) return { Type: 'edited', Conversation, Id, Version, ...texts };
    const isNew = isYoung(sentAt, at) && isMentioned(message, person.username);
    return isNew && !marks.pushed.has(Conversation) ? created(person, marks) : undefined;
  };
}

/** No username, so that nobody is taken for the author. */
const OTHERS = '';

/** As others than its author see it: without an edit that was made while the other member blocked the author. */
async function findSeen(id: string): Promise<Message | null> {
  const message = await findMessage(id, OTHERS);
  return message?.shown ? { ...message, ...message.shown, mentions: [] } : message;
}

async function notifyOfMessage(event: MessageNotification): Promise<void> {
  const { type, conversation, part, retry } = event;
  const message = await findSeen(event.message);
  const circle = await findCircle(conversation);
  if (!circle || message?.conversation !== conversation) return;
  if (type === 'message.created' && message.deletedAt) return;
  const others = othersWhoSee(type, message, circle).filter(
    (username) => !part || batchOf(username, part.of) === part.batch,
  );
  const marks = await listMarks(others);
  const marked = others.filter((username) => marks.has(foldUsername(username)));
  if (marked.length === 0) return;
  const { people, nameOf } = await findRecipients(message, circle, marked);
  const group = circle.kind === 'group' ? await findGroupName(conversation) : null;
  const texts = { Title: titleOf(nameOf(message.from), group), Body: bodyOf(message, nameOf) };
  const payloadFor = payloads(type, message, circle, texts);
  const deliveries = people.flatMap((person): Delivery[] => {
    const own = marks.get(foldUsername(person.username));
    const payload = own && payloadFor(person, own);
    if (!payload) return [];
    const urgent = circle.kind === 'direct' || 'Mention' in payload;
    return [{ username: person.username, marks: own, payload, urgent }];
  });
  // Before it is shown, so that a read mark of then withdraws it.
  await waitForAll(
    deliveries
      .filter(({ payload, marks: { pushed } }) => payload.Type === 'message' && !pushed.has(conversation))
      .map(({ username }) => notePushed(username, conversation)),
  );
  await postpone(event, await deliverAll(deliveries, retry && new Set(retry.sessions)));
}

type Withdrawal = Extract<QueuedNotification, { type: 'conversation.left' | 'conversation.read' }>;

/** Of messages up to this seq. @param isAll nothing of the conversation is shown any more */
async function withdraw(event: Withdrawal, username: string, seq: number, isAll: boolean): Promise<void> {
  const { conversation, retry } = event;
  const marks = (await listMarks([username])).get(foldUsername(username));
  if (!marks || !(retry || marks.pushed.has(conversation))) return;
  const payload = { Type: 'read', Conversation: conversation, Seq: seq } as const;
  if (isAll) await noteWithdrawn(username, conversation);
  const delivery = { username, marks, payload, urgent: false };
  await postpone(event, await deliverAll([delivery], retry && new Set(retry.sessions)));
}

async function notifyOfRead(
  event: Extract<QueuedNotification, { type: 'conversation.read' }>,
): Promise<void> {
  const { conversation, reader, seq } = event;
  const circle = await findCircle(conversation);
  const username = circle?.members.find((name) => personHash(name) === reader);
  if (username === undefined) return;
  const [newest] = await listPlaces(conversation, username, 1);
  await withdraw(event, username, seq, !newest || newest.seq <= seq);
}

/** Not of a person who has come back meanwhile. */
async function notifyOfLeft(
  event: Extract<QueuedNotification, { type: 'conversation.left' }>,
): Promise<void> {
  const message = await findMessage(event.message);
  if (message?.conversation !== event.conversation || !message.system) return;
  const [username] = message.system.type === 'left' ? [message.from] : (message.system.users ?? []);
  const circle = await findCircle(event.conversation);
  if (username === undefined || !circle || isMember(circle, username)) return;
  await withdraw(event, username, message.seq, true);
}

/** @throws ValiError for a body that is no notification */
export const notify: Work = async (body) => {
  const event = v.parse(NotificationBody, body);
  if (event.type === 'conversation.read') await notifyOfRead(event);
  else if (event.type === 'conversation.left') await notifyOfLeft(event);
  else await notifyOfMessage(event);
};
