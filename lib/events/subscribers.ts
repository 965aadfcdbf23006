/**
 * Who hears of what, and when (docs/decisions/033-domain-events.md). A function's bundle holds the subscribers of the events that it
 * emits, and no others.
 *
 * `pushed`: at once, over sockets. A device that is missed learns of the change when it syncs.
 * `queued`: after the answer, at least once, in lib/events/deliver.ts.
 */
import { domainEvent } from './event.ts';
import { pushMessage, pushRead } from './pushed.ts';
import { queued } from './queued.ts';

/** Longer than a function runs: what was on its way when the account was marked has arrived, and is erased with the rest. */
export const IN_FLIGHT_SECONDS = 10;

export const messageCreated = /* @__PURE__ */ domainEvent('message.created', [pushMessage]);
export const messageUpdated = /* @__PURE__ */ domainEvent('message.updated', [pushMessage]);
export const messageDeleted = /* @__PURE__ */ domainEvent('message.deleted', [pushMessage]);
export const conversationRead = /* @__PURE__ */ domainEvent('conversation.read', [pushRead]);
export const accountDeleted = /* @__PURE__ */ domainEvent('account.deleted', [
  /* @__PURE__ */ queued(IN_FLIGHT_SECONDS),
]);
