/**
 * What the queue of notifications holds (resources/queues.yml): ids only, and a person by the keyed hash that the log has, because a queue
 * is read by operators. The worker's schema is in body.ts, which the bundles of senders leave out.
 */

/** Devices, by their sessions, to which a push service could not deliver. */
export interface Retry {
  sessions: string[];
  attempt: number;
}

/** A part of a large audience, as in lib/events/fan-out.ts. */
export interface Part {
  batch: number;
  of: number;
}

export type QueuedNotification =
  | {
      type: 'message.created' | 'message.updated' | 'message.deleted';
      conversation: string;
      message: string;
      part?: Part;
      retry?: Retry;
    }
  | {
      type: 'conversation.left';
      conversation: string;
      /** system message that names who left */
      message: string;
      retry?: Retry;
    }
  | {
      type: 'conversation.read';
      conversation: string;
      /** personHash of the one who has read */
      reader: string;
      seq: number;
      retry?: Retry;
    };

/** Until then a message that was edited notifies those whom it mentions. */
const MENTIONS_NOTIFY_MS = 5 * 60 * 1000;

export const isYoung = (sentAt: Date, at: Date): boolean =>
  at.getTime() - sentAt.getTime() < MENTIONS_NOTIFY_MS;
