/** A client of one group, as docs/protocol.md asks for. It forgets the group when its person is no longer in it. */
import type { ConversationResource } from '#lib/conversations/resources.ts';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import type { MessageResource } from '#lib/messages/resources.ts';
import type { ServerFrame } from '#lib/realtime/resources.ts';
import { withQuotes } from '../../../clients/sdk/src/store/quotes.ts';
import { handler as inbox } from '../../../functions/conversations/list.ts';
import { handler as membersHandler } from '../../../functions/groups/members.ts';
import { handler as list } from '../../../functions/messages/list.ts';
import { type ApiAnswer, call } from '../../support/http/gateway.ts';
import type { Person } from '../../support/people/people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { closeSocket, openSocket } from '../../support/sockets/sockets.ts';
import { nextQuery, PAGE } from '../client.ts';

/** Notes everything that reaches a client. */
export interface Watcher {
  /** @param pushed by a frame, which shows a change at its version; otherwise by an answer, which shows the present */
  message(person: Person, message: MessageResource, pushed: boolean): void;
  row(person: Person, row: ConversationResource): void;
  /** of another frame about the group */
  frame(person: Person, frame: ServerFrame): void;
}

export class MemberClient {
  readonly name: string;
  readonly person: Person;
  readonly #group: string;
  readonly #watcher: Watcher | undefined;
  readonly messages = new Map<string, MessageResource>();
  #row: ConversationResource | undefined;
  #socket: string | undefined;
  #seen = 0;
  #messagesToken: string | undefined;
  #inboxToken: string | undefined;
  /** where messages older than the first load begin */
  #older: Record<string, string> | undefined;

  constructor(name: string, person: Person, group: string, watcher?: Watcher) {
    this.name = name;
    this.person = person;
    this.#group = group;
    this.#watcher = watcher;
  }

  get row(): ConversationResource | undefined {
    return this.#row;
  }

  /** Opens the socket first: what happens before the sync arrives twice rather than not at all. */
  async connect(): Promise<void> {
    if (this.#socket !== undefined) return;
    this.#socket = await openSocket(this.person);
    this.#seen = 0;
    await this.sync();
  }

  /** Closes the socket and loses frames in flight. @param told whether the gateway notices immediately */
  async cut(told: boolean): Promise<void> {
    if (this.#socket === undefined) return;
    if (told) await closeSocket(this.#socket);
    else gateway.vanish(this.#socket);
    this.#socket = undefined;
  }

  async receive(lose = false): Promise<void> {
    if (this.#socket === undefined) return;
    const arrived = gateway.frames(this.#socket).slice(this.#seen);
    this.#seen += arrived.length;
    if (!lose) for (const frame of arrived) await this.#apply(frame);
  }

  async #apply(frame: ServerFrame): Promise<void> {
    if (!('conversation' in frame) || frame.conversation !== this.#group) return;
    if (frame.type === 'conversation.left') {
      this.#forget();
      // The person may have joined again meanwhile.
      return this.sync();
    }
    if (!frame.type.startsWith('message.')) return this.#watcher?.frame(this.person, frame);
    const message = frame.data as MessageResource;
    this.#watcher?.message(this.person, message, true);
    if (this.#row === undefined) return this.sync();
    if (message.Seq >= this.#beginning) this.#keep(message);
  }

  /** The seq of the person's own joining, where all messages begin with it. Nothing before it is to be seen. */
  get #beginning(): number {
    const [first] = this.state.messages;
    const isJoining = first?.System?.Type === 'joined' || first?.System?.Type === 'added';
    return this.#older === undefined && first && isJoining ? first.Seq : 0;
  }

  /** An older state of a message never replaces a newer one. */
  #keep(message: MessageResource): void {
    const known = this.messages.get(message.Id);
    if (!known || known.Version < message.Version) this.messages.set(message.Id, message);
  }

  #forget(): void {
    this.#row = undefined;
    this.#forgetMessages();
  }

  #forgetMessages(): void {
    this.messages.clear();
    this.#messagesToken = undefined;
    this.#older = undefined;
  }

  #get(handler: LambdaHandler, path: string, query: Record<string, string>): Promise<ApiAnswer> {
    return call(handler, { path, token: this.person.token, query });
  }

  async sync(): Promise<void> {
    await this.#syncInbox();
    if (this.#row) await this.#syncMessages();
  }

  async #syncInbox(): Promise<void> {
    const since = this.#inboxToken;
    const query = { limit: '100', ...(since ? { since } : {}) };
    const { status, body, headers } = await this.#get(inbox, '/conversations', query);
    if (status !== 200) throw new Error(`The inbox answered ${status}`);
    for (const row of body as ConversationResource[]) {
      if (row.Conversation !== this.#group) continue;
      this.#watcher?.row(this.person, row);
      if (row.Left) this.#forget();
      else this.#row = row;
    }
    this.#inboxToken = headers['x-sync-token'];
  }

  async #syncMessages(): Promise<void> {
    const since = this.#messagesToken;
    let query: Record<string, string> | undefined = since === undefined ? {} : { since };
    while (query) {
      const answer = await this.#load(query);
      if (answer === undefined) return;
      this.#messagesToken = answer.headers['x-sync-token'] ?? this.#messagesToken;
      const next = nextQuery(answer.headers.link);
      if (since === undefined) this.#older = next;
      query = since === undefined ? undefined : next;
    }
  }

  /** @returns undefined when the group is gone, or when everything was loaded again */
  async #load(query: Record<string, string>): Promise<ApiAnswer | undefined> {
    const answer = await this.#get(list, '/messages', {
      Conversation: this.#group,
      limit: PAGE,
      ...query,
    });
    const { status, body } = answer;
    if (status === 404) this.#forget();
    if (status === 410) {
      this.#forgetMessages();
      await this.#syncMessages();
    }
    if (![200, 404, 410].includes(status)) throw new Error(`The messages answered ${status} ${body.code}`);
    if (status !== 200) return undefined;
    for (const message of body as MessageResource[]) {
      this.#watcher?.message(this.person, message, false);
      this.#keep(message);
    }
    return answer;
  }

  /** Scrolls up to the beginning, from where the first load ended. */
  async scrollUp(): Promise<void> {
    while (this.#older) {
      const answer = await this.#load(this.#older);
      if (!answer) return;
      this.#older = nextQuery(answer.headers.link);
    }
  }

  /** The list of members as the group's screen loads it; undefined where the server shows none. */
  async members(): Promise<{ username: string; role: string }[] | undefined> {
    const members: { username: string; role: string }[] = [];
    let query: Record<string, string> | undefined = { limit: PAGE };
    while (query) {
      const request = { path: `/groups/${this.#group}/members`, params: { id: this.#group } };
      const answer = await call(membersHandler, { ...request, token: this.person.token, query });
      if (answer.status !== 200) return undefined;
      for (const { username, role } of answer.body) members.push({ username, role });
      query = nextQuery(answer.headers.link);
    }
    return members;
  }

  /** What the person would see. */
  get state() {
    const inOrder = [...this.messages.values()].sort((a, b) => a.Seq - b.Seq);
    // Clients update quotes of messages that they have.
    return { row: this.#row, messages: [...withQuotes(inOrder, [])] };
  }
}
