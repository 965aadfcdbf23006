/**
 * What the queue of notifications holds (resources/queues.yml): ids only, and a person by the keyed hash that the log has, because a queue
 * is read by operators.
 */
import * as v from 'valibot';

const Counter = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Devices, by their sessions, to which a push service could not deliver. */
const Retry = v.object({ sessions: v.array(v.string()), attempt: Counter });

export const QueuedNotification = v.variant('type', [
  v.object({
    type: v.picklist(['message.created', 'message.updated', 'message.deleted']),
    conversation: v.string(),
    message: v.string(),
    /** a part of a large audience, as in lib/events/fan-out.ts */
    part: v.exactOptional(v.object({ batch: Counter, of: v.pipe(Counter, v.minValue(1)) })),
    retry: v.exactOptional(Retry),
  }),
  v.object({
    type: v.literal('conversation.read'),
    conversation: v.string(),
    /** personHash of the one who has read */
    reader: v.string(),
    seq: Counter,
    retry: v.exactOptional(Retry),
  }),
]);

export type QueuedNotification = v.InferOutput<typeof QueuedNotification>;
export type Part = { batch: number; of: number };

/** Whether a message that was edited now notifies those whom it mentions. */
const MENTIONS_NOTIFY_MS = 5 * 60 * 1000;

export const isYoung = (sentAt: Date, at: Date): boolean =>
  at.getTime() - sentAt.getTime() < MENTIONS_NOTIFY_MS;
