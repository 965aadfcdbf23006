/** Domain events: use cases emit them after the change is stored. */
import type { Audience, Circle } from '../conversations/visibility.ts';
import type { Message } from '../messages/message.ts';
import { waitForAll } from '../platform/wait-for-all.ts';

/** By name. Queued events hold ids only, because a queue keeps them for days and logs may show them. */
export interface DomainEvents {
  'message.created': MessageEvent;
  'message.updated': MessageEvent;
  'message.deleted': MessageEvent;
  /** A text is new: a message was sent or edited. Emitted beside `message.created` or `message.updated`. */
  'message.written': MessageEvent;
  /** A member's read mark has moved. */
  'conversation.read': { conversation: string; by: string; seq: number; audience: Audience };
  /** A member has answered a request: accepted it (null) or ignores it. */
  'request.answered': { conversation: string; by: string; request: 'ignored' | null };
  /** A member has left a group, or was removed from it. `message`: id of the system message that says so. */
  'conversation.left': { conversation: string; username: string; message: string };
  /** An account was marked as deleted and must be erased. */
  'account.deleted': { account: string };
}

export interface MessageEvent {
  message: Message;
  /** of the message's conversation, at this version */
  circle: Circle;
}

export type EventName = keyof DomainEvents;

/** Never fails, because the change is already stored, and adds at most PUSH_TIMEOUT_MS to the request. */
export type Subscriber<Name extends EventName> = (event: DomainEvents[Name], name: Name) => Promise<void>;

export type Emit<Name extends EventName> = (event: DomainEvents[Name]) => Promise<void>;

/** @returns the function that emits the event; use cases await it */
export const domainEvent =
  <Name extends EventName>(name: Name, subscribers: Subscriber<Name>[]): Emit<Name> =>
  async (event) => {
    await waitForAll(subscribers.map((subscriber) => subscriber(event, name)));
  };
