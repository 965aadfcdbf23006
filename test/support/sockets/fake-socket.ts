/** A scripted socket and server objects, for client tests without a product. */
import { type ConversationSummary, CoreChat } from '#sdk';
import type { ServerFrame } from '../../../clients/sdk/src/protocol.ts';
import { message } from '../clients/message.ts';
import { until } from '../clients/sdk.ts';
import { type FakeAnswer, type FakeCall, fakeFetch, loginAnswer } from '../http/fake-fetch.ts';

type Listener = (event: { data?: unknown }) => void;

export class FakeSocket {
  static latest: FakeSocket;
  readonly #listeners: [type: string, listener: Listener][] = [];

  constructor() {
    FakeSocket.latest = this;
    queueMicrotask(() => this.#emit('open'));
  }
  addEventListener(type: string, listener: Listener): void {
    this.#listeners.push([type, listener]);
  }
  #emit(type: string, event: { data?: unknown } = {}): void {
    for (const [name, listener] of this.#listeners) if (name === type) listener(event);
  }
  push(frame: ServerFrame): void {
    this.#emit('message', { data: JSON.stringify(frame) });
  }
  send(): void {}
  close(): void {
    this.#emit('close');
  }
}

/** Of alice's inbox. */
export const row = (User: string, more: Partial<ConversationSummary> = {}): ConversationSummary => ({
  Conversation: `alice:${User}`,
  Kind: 'direct',
  Group: null,
  Left: false,
  User,
  Deleted: false,
  Blocked: false,
  Request: null,
  LastMessage: message(2),
  Unread: 0,
  UnreadMore: false,
  Mentions: 0,
  MentionSeq: null,
  ReadSeq: 2,
  PeerReadSeq: 1,
  MutedUntil: null,
  Notify: 'all',
  Archived: false,
  Pinned: false,
  UnreadFrom: null,
  Version: 2,
  ActiveAt: '2026-11-22T08:00:02.000Z',
  ...more,
});
export const list = (body: unknown[], headers = {}): FakeAnswer => ({
  body,
  headers: { 'x-sync-token': 't', ...headers },
});

/** Alice's client, connected. @param answer to everything but logging in and asking for a ticket */
export async function onlineChat(
  answer: (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>,
): Promise<{ chat: CoreChat; calls: FakeCall[] }> {
  const { fetch, calls } = fakeFetch((call) => {
    if (call.path === '/Login') return { body: loginAnswer('alice') };
    return call.path === '/realtime/tickets' ? { body: { Url: 'ws://chat.example' } } : answer(call);
  });
  const chat = new CoreChat({ url: 'http://chat.example', fetch, WebSocket: FakeSocket });
  await chat.logIn({ username: 'alice', password: 'correct horse' });
  chat.connect();
  await until(() => chat.connection === 'online', 'online');
  return { chat, calls };
}
