/**
 * The subscribers of each event (docs/decisions/033-domain-events.md). A function's bundle contains only the subscribers of the
 * events that it emits.
 *
 * `pushed`: immediately, over sockets; a device that was not reached gets the change by sync.
 * `previewed`: after the response, at most once, in lib/previews/; a link that was missed has no preview.
 * `queued`: after the response, at least once, in lib/events/deliver.ts.
 */
import { domainEvent } from './event.ts';
import { previewed } from './previewed.ts';
import { pushAnswer, pushLeft, pushMessage, pushRead } from './pushed.ts';
import { queued } from './queued.ts';

/** Longer than a function runs, so that requests in flight when the account was marked have ended, and the erasure covers them. */
export const IN_FLIGHT_SECONDS = 10;

export const messageCreated = /* @__PURE__ */ domainEvent('message.created', [pushMessage]);
export const messageUpdated = /* @__PURE__ */ domainEvent('message.updated', [pushMessage]);
export const messageDeleted = /* @__PURE__ */ domainEvent('message.deleted', [pushMessage]);
export const messageWritten = /* @__PURE__ */ domainEvent('message.written', [previewed]);
export const conversationRead = /* @__PURE__ */ domainEvent('conversation.read', [pushRead]);
export const requestAnswered = /* @__PURE__ */ domainEvent('request.answered', [pushAnswer]);
export const conversationLeft = /* @__PURE__ */ domainEvent('conversation.left', [pushLeft]);
export const accountDeleted = /* @__PURE__ */ domainEvent('account.deleted', [
  /* @__PURE__ */ queued(IN_FLIGHT_SECONDS),
]);
