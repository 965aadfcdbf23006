/**
 * Pushes to large audiences: batches over a queue, which the function queue-fan-out works off side by side
 * (docs/decisions/051-fan-out.md).
 */
import { createHash } from 'node:crypto';
import { foldUsername } from '../accounts/username.ts';
import type { Message } from '../messages/message.ts';
import { config } from '../platform/config.ts';
import { describeError, log } from '../platform/log.ts';
import { enqueueFanOut, REQUEST_MAX } from '../platform/queue.ts';
import { countMetric } from '../platform/request-scope.ts';
import { withinDeadline } from '../platform/within-deadline.ts';

export type MessageEventName = 'message.created' | 'message.updated' | 'message.deleted';

/** A larger audience gets the event over the queue. */
export const INLINE_MAX = 50;

/** About as many members are in a batch. */
const BATCH_MEMBERS = 100;

/** Batch `batch` of `of`, as the queue holds it: ids only. */
export interface FanOutBatch {
  type: MessageEventName;
  conversation: string;
  message: string;
  version: number;
  batch: number;
  of: number;
}

/** The batch of a member, by a hash of the name: joins and leaves do not move others to another batch. */
export const batchOf = (username: string, of: number): number =>
  createHash('sha256').update(foldUsername(username)).digest().readUInt32BE() % of;

/**
 * Queues the event in batches, in one request. A queue that does not accept it in time delays the request no longer than a push. The
 * failure is counted and logged; devices get the change by sync.
 * @param size of the audience
 */
export function fanOut(
  type: MessageEventName,
  { conversation, id, version }: Message,
  size: number,
): Promise<void> {
  const of = Math.min(REQUEST_MAX, Math.ceil(size / BATCH_MEMBERS));
  const batches = Array.from(
    { length: of },
    (_, batch): FanOutBatch => ({ type, conversation, message: id, version, batch, of }),
  );
  return withinDeadline(
    config.pushTimeoutMs,
    (signal) => enqueueFanOut(batches, signal),
    (error) => {
      countMetric('EventsNotQueued');
      log.warn('event not queued', { event: type, error: describeError(error, 0) });
    },
  );
}
