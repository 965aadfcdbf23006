/**
 * Queues notifications of an event, beside its pushes to sockets, for people whose marks ask for it
 * (docs/decisions/057-notifications.md). Without subscriptions nothing is queued.
 */
import { foldUsername } from '../accounts/username.ts';
import { contentVersionOf, type Message } from '../messages/message.ts';
import { isYoung, type Part, type QueuedNotification } from '../notifications/queued.ts';
import { now } from '../platform/clock.ts';
import { needLogKey, personHash } from '../platform/identity.ts';
import { describeError, log } from '../platform/log.ts';
import { enqueueNotification } from '../platform/queue.ts';
import { countMetric } from '../platform/request-scope.ts';
import type { NotificationMarks } from '../realtime/notified.ts';
import type { Beside } from '../realtime/publish.ts';
import type { MessageEventName } from './fan-out.ts';

needLogKey();

/** A device that shows a new message marks it as read meanwhile. */
const DELAY_SECONDS = 4;

type Wanted = (marks: NotificationMarks) => boolean;

/** Never fails: devices get the change by sync. */
const queueFor =
  (body: QueuedNotification, isWanted: Wanted, delaySeconds: number): Beside =>
  async (people, signal) => {
    if (!people.some(isWanted)) return;
    try {
      await enqueueNotification(body, signal, delaySeconds);
    } catch (error) {
      countMetric('EventsNotQueued');
      log.warn('event not queued', { event: body.type, error: describeError(error, 0) });
    }
  };

/** @param version of the event @param part of a large audience */
export function notifyOfMessage(
  type: MessageEventName,
  message: Message,
  version = message.version,
  part?: Part,
): Beside | undefined {
  const { conversation, id, from, mentions = [], sentAt } = message;
  if (message.system) return undefined;
  const body: QueuedNotification = { type, conversation, message: id, ...(part ? { part } : {}) };
  const isOther: Wanted = ({ person }) => person !== foldUsername(from);
  const isShown: Wanted = ({ pushed }) => pushed.has(conversation);
  if (type === 'message.created') return queueFor(body, isOther, DELAY_SECONDS);
  if (type === 'message.deleted') return queueFor(body, isShown, 0);
  // Reactions and pins change no notification.
  if (!message.editedAt || contentVersionOf(message) !== version) return undefined;
  const isNewMention = mentions.length > 0 && isYoung(sentAt, now());
  return queueFor(body, (marks) => isShown(marks) || (isNewMention && isOther(marks)), 0);
}

/** Withdraws notifications on the other devices of the reader. @param by username */
export const notifyOfRead = (conversation: string, by: string, seq: number): Beside =>
  queueFor(
    { type: 'conversation.read', conversation, reader: personHash(by), seq },
    ({ person, pushed }) => person === foldUsername(by) && pushed.has(conversation),
    0,
  );

/** Withdraws notifications on the devices of the one who left, who is the audience. @param message id of the system message that says so */
export const notifyOfLeft = (conversation: string, message: string): Beside =>
  queueFor({ type: 'conversation.left', conversation, message }, ({ pushed }) => pushed.has(conversation), 0);
