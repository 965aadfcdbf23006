import { Me, Messages, MyConversations, MySessions, Users } from './api.ts';
import { Emitter, type Off } from './emitter.ts';
import type { CoreChatOptions } from './options.ts';
import type { LoginInput, RegisterInput } from './protocol.ts';
import { Requests } from './requests.ts';
import type { Login } from './session-record.ts';
import { type SessionEvent, Sessions } from './sessions.ts';
import type { CoreChatEvents } from './types.ts';
import { type TabMessage, Vault } from './vault.ts';

/** A client of CoreChat. One per logged-in person and process or page. */
export class CoreChat {
  readonly users: Users;
  readonly me: Me;
  readonly sessions: MySessions;
  readonly messages: Messages;
  readonly conversations: MyConversations;
  readonly #events = new Emitter<CoreChatEvents>();
  readonly #requests: Requests;
  readonly #vault: Vault;
  readonly #sessions: Sessions;

  constructor(options: CoreChatOptions = {}) {
    this.#requests = new Requests(options);
    this.#vault = new Vault(this.#requests.url, options, (message) => this.#heard(message));
    this.#sessions = new Sessions(this.#requests, this.#vault, (event) => this.#sessionChanged(event));
    this.#requests.sessions = this.#sessions;
    const ended = () => this.#sessions.ended(undefined, 'logout');
    this.users = new Users(this.#requests);
    this.me = new Me(this.#requests, ended);
    this.sessions = new MySessions(this.#requests, ended);
    this.messages = new Messages(this.#requests);
    this.conversations = new MyConversations(this.#requests);
  }

  /** Who is logged in here. */
  get session(): Login | null {
    return this.#sessions.login;
  }

  /** @returns what ends the listening */
  on<Name extends keyof CoreChatEvents>(name: Name, listener: (event: CoreChatEvents[Name]) => void): Off {
    return this.#events.on(name, listener);
  }

  /** Adds an account; log in with it next. @throws CoreChatError username_taken, validation_failed */
  async register(form: RegisterInput): Promise<void> {
    await this.#requests.anonymous({ method: 'POST', path: '/Register', body: form });
  }

  /** @throws CoreChatError wrong_password, unknown_user */
  async logIn(input: LoginInput): Promise<void> {
    await this.#sessions.logIn(input);
  }

  /**
   * Comes back to the session in the storage, or in the cookie.
   * @returns false when there is none: log in
   * @throws CoreChatError transient when that cannot be known now; the session is kept (`session` tells whose, in mode 'token')
   */
  async resume(): Promise<boolean> {
    return this.#sessions.resume();
  }

  /** Forgets the session here at once, and ends it on the server if that can be reached. */
  async logOut(): Promise<void> {
    await this.#sessions.logOut();
  }

  /** Stops everything. Nothing of it keeps a process alive afterwards. */
  close(): void {
    this.#requests.close();
    this.#vault.close();
    this.#events.clear();
  }

  #sessionChanged(event: SessionEvent): void {
    this.#events.emit('session', event);
  }

  #heard(message: TabMessage): void {
    if (message.type !== 'outbox') this.#sessions.toldByOtherTab(message.type, message.username);
  }
}
