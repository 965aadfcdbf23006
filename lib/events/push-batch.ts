/** Works off the batches of fan-out.ts. */
import * as v from 'valibot';
import { findCircle } from '../conversations/circles.ts';
import { audienceOf } from '../conversations/visibility.ts';
import { findTarget, withSharedQuote } from '../messages/quotes.ts';
import { findMessage } from '../messages/reading.ts';
import type { Work } from '../platform/queue-worker.ts';
import { publish } from '../realtime/publish.ts';
import { batchOf, type FanOutBatch } from './fan-out.ts';
import { messageFrame, withoutLaterMembers } from './message-frame.ts';
import { notifyOfMessage } from './notified.ts';

const Counter = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const Batch: v.GenericSchema<unknown, FanOutBatch> = v.object({
  type: v.picklist(['message.created', 'message.updated', 'message.deleted']),
  conversation: v.string(),
  message: v.string(),
  version: Counter,
  batch: Counter,
  of: v.pipe(Counter, v.minValue(1)),
});

/** Below the time that the function has. Throttled pushes are repeated until then. */
const BATCH_TIMEOUT_MS = 5_000;

/**
 * Reads message and members again: who was removed meanwhile gets nothing, and a message that changed meanwhile is sent as it is now.
 * The frame keeps the event's version, so that clients see no gap. Safe to repeat, because clients dedupe by id and version.
 * @throws ValiError for a body that is no batch
 */
export const pushBatch: Work = async (body) => {
  const { type, conversation, message: id, version, batch, of } = v.parse(Batch, body);
  const [message, circle] = await Promise.all([findMessage(id), findCircle(conversation)]);
  if (!circle || message?.conversation !== conversation) return;
  const { usernames } = audienceOf({ type, message }, circle);
  const members = usernames.filter((username) => batchOf(username, of) === batch);
  const audience = { usernames: members, together: false };
  const target = await findTarget(message);
  const eventType = message.deletedAt ? 'message.deleted' : type;
  const frame = messageFrame(eventType, withSharedQuote(message, target, circle), version);
  await publish(withoutLaterMembers({ message, circle }, audience), frame, {
    milliseconds: BATCH_TIMEOUT_MS,
    beside: notifyOfMessage(eventType, message, version, { batch, of }),
  });
};
