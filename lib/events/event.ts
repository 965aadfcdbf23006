/** What happened, as use cases say it once it is true. */
import type { Audience, Circle } from '../conversations/visibility.ts';
import type { Message } from '../messages/message.ts';
import { waitForAll } from '../platform/wait-for-all.ts';

/** By name. Those that are queued hold ids only: a queue keeps them for days, and a log may show them. */
export interface DomainEvents {
  'message.created': MessageEvent;
  'message.updated': MessageEvent;
  'message.deleted': MessageEvent;
  /** A member has read up to a message. */
  'conversation.read': { conversation: string; by: string; seq: number; audience: Audience };
  /** An account is marked as deleted: what is left of it is to be erased. */
  'account.deleted': { account: string };
}

export interface MessageEvent {
  message: Message;
  /** of its conversation, at this version */
  circle: Circle;
}

export type EventName = keyof DomainEvents;

/** Never fails, and adds no more than PUSH_TIMEOUT_MS to the request: the change that it hears of is done. */
export type Subscriber<Name extends EventName> = (event: DomainEvents[Name], name: Name) => Promise<void>;

export type Emit<Name extends EventName> = (event: DomainEvents[Name]) => Promise<void>;

/** @returns what a use case calls, and awaits, when it has happened */
export const domainEvent =
  <Name extends EventName>(name: Name, subscribers: Subscriber<Name>[]): Emit<Name> =>
  async (event) => {
    await waitForAll(subscribers.map((subscriber) => subscriber(event, name)));
  };
