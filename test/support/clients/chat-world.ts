/** A server's truth for alice: a direct conversation with bob and a group with bob and carol; and the answers that follow from it. */
import type { ConversationSummary, Message } from '#sdk';
import type { ServerFrame } from '../../../clients/sdk/src/protocol.ts';
import { type FakeAnswer, type FakeCall, loginAnswer } from '../http/fake-fetch.ts';
import { message as newMessage } from './message.ts';

export const DIRECT = '~direct';
export const GROUP = '~group';
/** Small pages, so that even short conversations have several. */
const PAGE = 3;

interface Conversation {
  id: string;
  messages: Message[];
  version: number;
  readSeq: number;
  peerReadSeq: number;
  changedAt: number;
}

export class ChatWorld {
  readonly #conversations = new Map<string, Conversation>();
  #changes = 0;
  /** gets every event of a conversation */
  readonly #publish: (frame: ServerFrame) => void;

  constructor(publish: (frame: ServerFrame) => void) {
    this.#publish = publish;
    for (const id of [DIRECT, GROUP]) {
      const empty = { messages: [], version: 0, readSeq: 0, peerReadSeq: 0, changedAt: 0 };
      this.#conversations.set(id, { id, ...empty });
    }
  }

  #of(id: string): Conversation {
    return this.#conversations.get(id) as Conversation;
  }

  #change(conversation: Conversation): number {
    conversation.changedAt = ++this.#changes;
    return ++conversation.version;
  }

  #event(type: 'message.created' | 'message.updated' | 'message.deleted', data: Message): Message {
    this.#publish({ type, conversation: data.Conversation, version: data.Version, data });
    return data;
  }

  send(id: string, From: string, text: string, ClientId: string | null = null): Message {
    const conversation = this.#of(id);
    const Version = this.#change(conversation);
    const Seq = conversation.messages.length + 1;
    const message = newMessage(Seq, {
      Id: `${id}-${Seq}`,
      From,
      To: id === GROUP ? '' : From === 'alice' ? 'bob' : 'alice',
      Conversation: id,
      Message: text,
      Timestamp: new Date(this.#changes * 1_000).toISOString(),
      Version,
      ClientId,
    });
    conversation.messages.push(message);
    return this.#event('message.created', message);
  }

  /** @param text undefined deletes it */
  change(id: string, which: number, text: string | undefined): Message | undefined {
    const conversation = this.#of(id);
    const at = which % Math.max(1, conversation.messages.length);
    const before = conversation.messages[at];
    if (!before || before.DeletedAt !== null) return undefined;
    const Version = this.#change(conversation);
    const change =
      text === undefined ? { Message: '', DeletedAt: 'then' } : { Message: text, EditedAt: 'then' };
    const changed = { ...before, ...change, Version };
    conversation.messages[at] = changed;
    return this.#event(text === undefined ? 'message.deleted' : 'message.updated', changed);
  }

  /** A read mark of alice, or of bob in the direct conversation. */
  read(id: string, Username: 'alice' | 'bob', which: number): void {
    const conversation = this.#of(id);
    const Seq = which % (conversation.messages.length + 1);
    const mark = Username === 'alice' ? 'readSeq' : 'peerReadSeq';
    if (Seq <= conversation[mark]) return;
    if (Username === 'alice' || id === DIRECT) conversation[mark] = Seq;
    const version = this.#change(conversation);
    this.#publish({ type: 'conversation.read', conversation: id, version, data: { Username, Seq } });
  }

  messages(id: string): readonly Message[] {
    return this.#of(id).messages;
  }

  row(id: string): ConversationSummary {
    const { messages, version, readSeq, peerReadSeq } = this.#of(id);
    const last = messages.at(-1);
    const isUnread = ({ From, DeletedAt, Seq }: Message) =>
      From !== 'alice' && DeletedAt === null && Seq > readSeq;
    return {
      Conversation: id,
      Kind: id === GROUP ? 'group' : 'direct',
      Group:
        id === GROUP
          ? {
              Name: 'Group',
              Topic: '',
              Avatar: null,
              Members: 3,
              Role: 'member',
              Post: 'all',
              Closed: false,
            }
          : null,
      Left: false,
      User: id === GROUP ? id : 'bob',
      Deleted: false,
      Blocked: false,
      Request: null,
      LastMessage: last ?? null,
      Unread: messages.filter(isUnread).length,
      UnreadMore: false,
      Mentions: 0,
      MentionSeq: null,
      ReadSeq: readSeq,
      PeerReadSeq: peerReadSeq,
      MutedUntil: null,
      Notify: 'all',
      Archived: false,
      Pinned: false,
      UnreadFrom: null,
      Version: version,
      ActiveAt: last?.Timestamp ?? '',
    };
  }

  /** The rows of the inbox: conversations with a message. */
  get rows(): ConversationSummary[] {
    return [DIRECT, GROUP].filter((id) => this.#of(id).messages.length > 0).map((id) => this.row(id));
  }

  readonly answer = ({ method, path, body }: FakeCall): FakeAnswer => {
    const { pathname, searchParams: query } = new URL(path, 'http://world');
    if (path === '/Login') return { body: loginAnswer('alice') };
    if (path === '/realtime/tickets') return { body: { Url: 'ws://world' } };
    if (pathname === '/conversations') return this.#inbox(query);
    if (pathname.endsWith('/read')) {
      const id = decodeURIComponent(pathname.split('/')[2] ?? '');
      const address = id.startsWith('~') ? id : DIRECT;
      this.read(address, 'alice', (body as { Seq: number }).Seq);
      return { body: this.row(address) };
    }
    if (method === 'POST') {
      const { Conversation: id = DIRECT, Message: text, ClientId } = body as Record<string, string>;
      const known = this.messages(id).find((each) => each.ClientId === ClientId);
      return { status: 201, body: known ?? this.send(id, 'alice', text ?? '', ClientId) };
    }
    return this.#page(query);
  };

  #inbox(query: URLSearchParams): FakeAnswer {
    const since = Number(query.get('since') ?? 0);
    const rows = this.rows.filter(({ Conversation: id }) => this.#of(id).changedAt > since);
    return { body: rows, headers: { 'x-sync-token': String(this.#changes) } };
  }

  #page(query: URLSearchParams): FakeAnswer {
    const { messages, version } = this.#of(query.get('Conversation') ?? DIRECT);
    const since = query.get('since');
    if (since !== null) {
      const changed = messages.filter(({ Version }) => Version > Number(since));
      changed.sort((one, other) => one.Version - other.Version);
      return { body: changed, headers: { 'x-sync-token': String(version) } };
    }
    const before = messages.filter(({ Seq }) => Seq < Number(query.get('before') ?? Infinity));
    const body = before.slice(-PAGE);
    const headers: Record<string, string> = { 'x-sync-token': String(version) };
    if (before.length > PAGE) {
      query.set('before', String(body[0]?.Seq));
      headers.link = `</messages?${query}>; rel="next"`;
    }
    return { body, headers };
  }
}
