import { Me, MySessions } from './account.ts';
import { Blocks, Messages, MyConversations, Users } from './api.ts';
import { Attachments } from './attachments.ts';
import { Emitter, type Off } from './emitter.ts';
import { Groups } from './groups.ts';
import type { CoreChatOptions } from './options.ts';
import { Outbox } from './outbox/outbox.ts';
import { onReturn } from './page-events.ts';
import { report } from './platform.ts';
import type {
  LoginInput,
  PersonResource,
  RecoverInput,
  RegisterInput,
  ServerSettingsResource,
} from './protocol.ts';
import { type SearchResults, searchMessages } from './search.ts';
import { Requests } from './session/requests.ts';
import type { Login } from './session/session-record.ts';
import { Sessions } from './session/sessions.ts';
import { ClientStorage, type TabMessage } from './storage/client-storage.ts';
import type { Conversation } from './store/conversation.ts';
import type { Inbox } from './store/inbox.ts';
import { isBlocked, presenceOf } from './store/state.ts';
import { Live } from './sync/live.ts';
import { Connection } from './transport/connection.ts';
import { Http } from './transport/http.ts';
import type {
  ConnectionEvent,
  ConnectionState,
  CoreChatEvents,
  OutboxEntry,
  Presence,
  SendOptions,
  SessionEvent,
} from './types.ts';

/** A client of CoreChat. One per logged-in person and process or page. */
export class CoreChat {
  readonly users: Users;
  readonly me: Me;
  readonly sessions: MySessions;
  readonly messages: Messages;
  readonly conversations: MyConversations;
  readonly blocks: Blocks;
  readonly groups: Groups;
  /** files of messages */
  readonly attachments: Attachments;
  /** messages that the server has not acknowledged yet */
  readonly outbox: Outbox;
  readonly #events = new Emitter<CoreChatEvents>();
  readonly #log: NonNullable<CoreChatOptions['log']>;
  readonly #http: Http;
  readonly #requests: Requests;
  readonly #storage: ClientStorage;
  readonly #sessions: Sessions;
  readonly #live: Live;
  readonly #connection: Connection;
  readonly #stopListening: Off;
  #isConnectionWanted = false;

  constructor(options: CoreChatOptions = {}) {
    this.#log = options.log ?? (() => {});
    this.#http = new Http(options);
    this.#storage = new ClientStorage(this.#http.url, options, (message) => this.#heard(message));
    this.#sessions = new Sessions(this.#http, this.#storage, (event) => this.#sessionChanged(event));
    this.#requests = new Requests(this.#http, this.#sessions);
    const ended = () => this.#sessions.ended(undefined, 'logout');
    this.users = new Users(this.#requests);
    this.me = new Me(this.#requests, async (username) => {
      await this.outbox.erase(username);
      await this.#sessions.forgetDevice(username);
      if (this.session?.username === username) await ended();
    });
    this.sessions = new MySessions(this.#requests, ended);
    this.messages = new Messages(this.#requests);
    this.conversations = new MyConversations(this.#requests, (row) =>
      this.#live.store.apply({ type: 'own-state', row }),
    );
    this.blocks = new Blocks(this.#requests, (...change) => this.#live.blockChanged(...change));
    this.groups = new Groups(this.#requests, {
      changed: () => this.#live.lookSoon(),
      left: (conversation) => this.#live.store.apply({ type: 'left', conversation }),
    });
    this.attachments = this.#makeAttachments(options);
    this.outbox = this.#makeOutbox();
    this.#live = this.#makeLive();
    this.#connection = this.#makeConnection(options.WebSocket);
    this.#stopListening = onReturn(() => this.retryNow());
  }

  #makeLive(): Live {
    return new Live({
      requests: this.#requests,
      users: this.users,
      messages: this.messages,
      conversations: this.conversations,
      outbox: this.outbox,
      events: this.#events,
      send: (frame) => this.#connection.send(frame),
      refused: (code) => this.#refused(code),
    });
  }

  #makeAttachments(options: CoreChatOptions): Attachments {
    return new Attachments({
      url: this.#http.url,
      requests: this.#requests,
      options,
      uploading: (event) => this.#events.emit('upload', event),
      waiting: () => this.outbox.entries().flatMap(({ files = [] }) => files),
    });
  }

  #makeOutbox(): Outbox {
    return new Outbox({
      attachments: this.attachments,
      storage: this.#storage,
      messages: this.messages,
      changed: (entries) => {
        this.#live.store.apply({ type: 'pending', entries });
        this.#events.emit('outbox', entries);
      },
      took: (message) => this.#live.intake.answer(message),
    });
  }

  #makeConnection(WebSocket: CoreChatOptions['WebSocket']): Connection {
    return new Connection({
      address: () => this.#socketAddress(),
      WebSocket,
      received: (frame) => {
        this.#log({ type: 'frame', frame: frame.type });
        this.#live.received(frame);
      },
      sync: () => this.#live.sync(),
      changed: (event) => this.#connectionChanged(event),
    });
  }

  async #socketAddress(): Promise<string> {
    const call = { method: 'POST', path: '/realtime/tickets', body: {} } as const;
    return (await this.#requests.send<{ Url: string }>(call)).body.Url;
  }

  /** The user who is logged in here. */
  get session(): Login | null {
    return this.#sessions.login;
  }

  /** For KeptCopy. @internal */
  get live(): Live {
    return this.#live;
  }

  /** Goes on as a user whose session is here, although the server cannot be reached. @internal */
  async assume(login: Login): Promise<boolean> {
    return this.#sessions.assume(login);
  }

  get connection(): ConnectionState {
    return this.#connection.state;
  }

  /** The conversations of the user who is logged in. */
  get inbox(): Inbox {
    return this.#live.inbox;
  }

  /** The same object each time. @param to id of the conversation, or the other member's username */
  conversation(to: string): Conversation {
    return this.#live.conversation(to);
  }

  /** The conversation with one person, however the name is spelled. */
  direct(username: string): Conversation {
    return this.conversation(username);
  }

  /** The known presence of a user; get it with `fetchPresence`. Undefined also without a connection, which brings the changes. */
  presenceOf(username: string): Presence | undefined {
    return presenceOf(this.#live.store.state, username);
  }

  /** Fetches a person's profile and presence. The presence is an event, too. @throws CoreChatError user_not_found */
  async fetchPresence(username: string): Promise<PersonResource> {
    return this.#live.fetchPerson(username);
  }

  /** Whether the user has blocked this person, as far as the inbox and changes of this session show. */
  isBlocked(username: string): boolean {
    return isBlocked(this.#live.store.state, username);
  }

  /** @returns a function that ends the subscription */
  on<Name extends keyof CoreChatEvents>(name: Name, listener: (event: CoreChatEvents[Name]) => void): Off {
    return this.#events.on(name, listener);
  }

  /** What the server allows: who may register, who sees the list of people. Public. @throws CoreChatError */
  async settings(): Promise<ServerSettingsResource> {
    return (await this.#http.call<ServerSettingsResource>({ method: 'GET', path: '/settings' })).body;
  }

  /**
   * Adds an account; log in with it next. `invite` is the code of an invitation, where `settings` says that one is needed.
   * @throws CoreChatError username_taken, validation_failed, registration_closed, invalid_invite, email_domain_refused
   */
  async register(form: RegisterInput): Promise<void> {
    await this.#http.call({ method: 'POST', path: '/Register', body: form });
  }

  /** @throws CoreChatError wrong_password, unknown_user */
  async logIn(input: LoginInput): Promise<void> {
    await this.#sessions.logIn(input);
  }

  /**
   * Sets a new password with a recovery code or the token of a recovery link, which it uses up, and logs out all devices; log in next.
   * Repeating it with the same password succeeds again. @throws CoreChatError invalid_recovery_code, validation_failed
   */
  async recover(input: RecoverInput): Promise<void> {
    await this.#http.call({ method: 'POST', path: '/recovery', body: input, repeatable: true });
  }

  /**
   * Removes the mark that lets this device log in while others try wrong passwords, with the name in it: for a computer that others use.
   * In cookie mode it stays, without a name.
   */
  async forgetDevice(username: string): Promise<void> {
    await this.#sessions.forgetDevice(username);
  }

  /**
   * Resumes the session in the storage, or in the cookie. @returns false when there is none: log in
   * @throws CoreChatError transient when the server cannot be reached; the session is kept
   */
  async resume(): Promise<boolean> {
    return this.#sessions.resume();
  }

  /**
   * Forgets the session here at once, and ends it on the server if that can be reached. Messages that are not sent stay in the storage, and
   * are sent after the next login of this user; `outbox.erase` removes them.
   * @returns whether it has ended there
   */
  async logOut(): Promise<boolean> {
    return this.#sessions.logOut();
  }

  /**
   * Searches all messages that the user may see, newest first. The last word may be the beginning of one; `"two words"` stand beside each
   * other; `from:bob`, `in:bob` or an id, `after:2026-01-31`, `before:2026-03-01` and `has:link` narrow it (docs/protocol.md#search).
   * @throws CoreChatError validation_failed, whose message says what is wrong with the query; conversation_not_found
   */
  search(query: string, { limit }: { limit?: number } = {}): SearchResults {
    return searchMessages(this.#requests, query, limit);
  }

  /** Live events from now on, or from the next login on, until `disconnect`. @throws TypeError where there is no WebSocket */
  connect(): void {
    this.#connection.requireWebSocket();
    this.#isConnectionWanted = true;
    if (this.session) this.#connection.start();
  }

  disconnect(): void {
    this.#isConnectionWanted = false;
    this.#connection.stop();
  }

  /** Skips the pauses: connects, or checks that the connection is alive and missed nothing, and sends unsent messages. */
  retryNow(): void {
    this.#connection.retryNow();
    this.#live.check();
    this.outbox.hurry();
  }

  /** Adds a message to the outbox, which sends it once and in order. @param to as for `conversation` @throws CoreChatError not_logged_in */
  send(to: string, text: string, options?: SendOptions): OutboxEntry {
    return this.conversation(to).send(text, options);
  }

  /** Stops everything, so that the process can exit. Unsent messages stay in the storage. */
  close(): void {
    this.disconnect();
    this.#stopListening();
    this.#http.close();
    this.outbox.stop();
    this.#live.close();
    this.#storage.close();
    this.#events.clear();
  }

  #sessionChanged(event: SessionEvent): void {
    if (event.state === 'logged-out') {
      this.#connection.stop();
      this.outbox.end();
      this.#live.reset();
    } else {
      this.outbox.begin(event.username);
      if (this.#isConnectionWanted) this.#connection.start();
    }
    this.#events.emit('session', event);
  }

  #connectionChanged(event: ConnectionEvent): void {
    this.#log({ type: 'connection', state: event.state });
    if (event.state === 'syncing') this.#live.socketOpened();
    else if (event.state !== 'online') this.#live.socketLost();
    this.#events.emit('connection', event);
    if (event.state !== 'online') return;
    this.outbox.hurry();
    this.#live.afterSync().catch(() => {
      // Not needed to be online; the next reconnect tries it again.
    });
  }

  #refused(code: string): void {
    this.#log({ type: 'frame', frame: 'error', code });
    if (code === 'unknown_connection') this.#connection.replace();
    if (code === 'too_many_sockets') this.#connection.giveWay();
    if (code === 'session_ended') this.#sessions.ended().catch(report);
  }

  #heard(message: TabMessage): void {
    if (message.type === 'outbox') this.outbox.heard(message);
    else this.#sessions.changedInOtherTab(message.type, message.username);
  }
}
