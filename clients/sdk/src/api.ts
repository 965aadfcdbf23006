/** The plain API: one method per route. Every one throws CoreChatError. */
import { CoreChatError, hasCode } from './errors.ts';
import { type Page, type Paged, paged, withQuery } from './paged.ts';
import { pause } from './platform.ts';
import type {
  BlockResource,
  ChangePasswordInput,
  ConversationResource,
  DeleteAccountInput,
  ExportPage,
  MessageResource,
  OwnProfileResource,
  PersonResource,
  ReportMessageInput,
  ReportResource,
  SendMessageInput,
  SessionResource,
  UpdateProfileInput,
} from './protocol.ts';
import type { Requests } from './requests.ts';

export class Users {
  readonly #requests: Requests;

  /** @internal */
  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Usernames in alphabetical order. @param query `prefix`: how they begin; `limit`: of one page, at most 1,000 */
  list(query: { prefix?: string; limit?: number } = {}): Paged<string> {
    return paged(withQuery('/Users', query), (path) => this.#requests.page<string>(path, 'public'));
  }

  /** @throws CoreChatError user_not_found, also for a deleted account */
  async show(username: string): Promise<PersonResource> {
    const path = `/Users/${encodeURIComponent(username)}`;
    return (await this.#requests.send<PersonResource>({ method: 'GET', path })).body;
  }
}

export class Me {
  readonly #requests: Requests;
  readonly #deleted: (username: string) => Promise<void>;

  /** @internal */
  constructor(requests: Requests, deleted: (username: string) => Promise<void>) {
    this.#requests = requests;
    this.#deleted = deleted;
  }

  async show(): Promise<OwnProfileResource> {
    return (await this.#requests.send<OwnProfileResource>({ method: 'GET', path: '/me' })).body;
  }

  /** What is left out stays; null clears. @returns the profile as it is now */
  async update(fields: UpdateProfileInput): Promise<OwnProfileResource> {
    const call = { method: 'PATCH', path: '/me', body: fields, repeatable: true } as const;
    return (await this.#requests.send<OwnProfileResource>(call)).body;
  }

  /** Other devices are logged out unless they are to be kept. @throws CoreChatError wrong_password */
  async changePassword(input: ChangePasswordInput): Promise<void> {
    await this.#requests.send({ method: 'PUT', path: '/me/password', body: input });
  }

  /** For good. Goes on until the server has erased everything. @throws CoreChatError wrong_password */
  async delete(input: DeleteAccountInput): Promise<void> {
    const username = this.#requests.sessions.login?.username ?? '';
    for (let failures = 0; ; ) {
      try {
        await this.#requests.send({ method: 'DELETE', path: '/me', body: input, as: username });
        break;
      } catch (error) {
        // The answer to a request that did finish may have been lost.
        if (failures > 0 && hasCode(error, 'session_ended')) break;
        if (!hasCode(error, 'service_unavailable', 'network', 'timeout') || ++failures > 20) throw error;
        await pause(error.retryAfterMs ?? 1_000, this.#requests.signal);
        if (this.#requests.signal.aborted) throw error;
      }
    }
    await this.#deleted(username);
  }

  /** Everything held about the account, in pages of about 1,000 messages. */
  export(): Paged<ExportPage> {
    return paged('/me/export', async (path): Promise<Page<ExportPage>> => {
      return this.#requests.single<ExportPage>(path);
    });
  }
}

export class MySessions {
  readonly #requests: Requests;
  readonly #ended: () => Promise<void>;

  /** @internal */
  constructor(requests: Requests, ended: () => Promise<void>) {
    this.#requests = requests;
    this.#ended = ended;
  }

  /** Where I am logged in, latest use first. */
  async list(): Promise<SessionResource[]> {
    return (await this.#requests.page<SessionResource>('/sessions')).items;
  }

  /** Logs one device out. @throws CoreChatError session_not_found */
  async end(id: string): Promise<void> {
    const path = `/sessions/${encodeURIComponent(id)}`;
    await this.#requests.send({ method: 'DELETE', path, repeatable: true });
    if (id === 'current' || id === this.#requests.sessions.login?.sessionId) await this.#ended();
  }

  async endOthers(): Promise<void> {
    for (const { Id, Current } of await this.list()) {
      if (Current) continue;
      await this.end(Id).catch((error: unknown) => {
        if (!hasCode(error, 'session_not_found')) throw error;
      });
    }
  }

  /** Logs out everywhere, here included. */
  async endAll(): Promise<void> {
    await this.#requests.send({ method: 'DELETE', path: '/sessions', repeatable: true });
    await this.#ended();
  }
}

export class Messages {
  readonly #requests: Requests;

  /** @internal */
  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Pages lead from the newest to the oldest; in each page the oldest comes first. @param query `limit` of a page, at most 200 */
  list(username: string, query: { limit?: number } = {}): Paged<MessageResource> {
    const first = withQuery('/messages', { User: username, ...query });
    return paged(first, (path) => this.#requests.page<MessageResource>(path));
  }

  /**
   * Once and at once; `CoreChat.send` keeps a message until it is acknowledged. With a ClientId it can be called again with
   * the same input without sending twice, and is repeated by itself when no answer comes.
   * @param as username as whom it must be sent
   * @throws CoreChatError user_not_found, validation_failed, client_id_conflict
   */
  async send(input: SendMessageInput): Promise<MessageResource> {
    return this.sendAs(undefined, input, input.ClientId !== undefined);
  }

  /** @internal */
  async sendAs(
    as: string | undefined,
    input: SendMessageInput,
    repeatable: boolean,
  ): Promise<MessageResource> {
    const call = { method: 'POST', path: '/messages', body: input, representation: true } as const;
    const { body } = await this.#requests.send<MessageResource>({
      ...call,
      repeatable,
      ...(as === undefined ? {} : { as }),
    });
    return requireMessage(body);
  }

  /** @throws CoreChatError message_not_found, not_your_message, message_deleted, validation_failed */
  async edit(id: string, text: string): Promise<MessageResource> {
    const path = `/messages/${encodeURIComponent(id)}`;
    const call = { method: 'PATCH', path, body: { Message: text } } as const;
    const { body } = await this.#requests.send<MessageResource>({
      ...call,
      repeatable: true,
      representation: true,
    });
    return requireMessage(body);
  }

  /** For an operator to look at. Again, it answers the first report. @throws CoreChatError own_message, message_not_found */
  async report(id: string, report: Omit<ReportMessageInput, 'id'>): Promise<ReportResource> {
    const path = `/messages/${encodeURIComponent(id)}/report`;
    const call = { method: 'POST', path, body: report, repeatable: true } as const;
    return (await this.#requests.send<ReportResource>(call)).body;
  }

  /** Leaves a tombstone. @throws CoreChatError message_not_found, not_your_message */
  async delete(id: string): Promise<void> {
    const path = `/messages/${encodeURIComponent(id)}`;
    await this.#requests.send({ method: 'DELETE', path, repeatable: true });
  }
}

/** Something in between can answer 200 with JSON of its own: that is no proof that a message was stored. */
function requireMessage(body: MessageResource): MessageResource {
  if (typeof body?.Id === 'string' && typeof body.Version === 'number') return body;
  throw new CoreChatError('bad_response', { message: 'A message was expected' });
}

/** Of whom one wants nothing. They learn nothing of it. */
export class Blocks {
  readonly #requests: Requests;

  /** @internal */
  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Whom I block. @param query `limit` of a page */
  list(query: { limit?: number } = {}): Paged<BlockResource> {
    return paged(withQuery('/blocks', query), (path) => this.#requests.page<BlockResource>(path));
  }

  /** Again, it changes nothing. @throws CoreChatError user_not_found */
  async add(username: string): Promise<BlockResource> {
    const path = `/blocks/${encodeURIComponent(username)}`;
    return (await this.#requests.send<BlockResource>({ method: 'PUT', path, repeatable: true })).body;
  }

  /** Again, it changes nothing. */
  async remove(username: string): Promise<void> {
    const path = `/blocks/${encodeURIComponent(username)}`;
    await this.#requests.send({ method: 'DELETE', path, repeatable: true });
  }
}

export class MyConversations {
  readonly #requests: Requests;

  /** @internal */
  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Newest activity first. @param query `limit` of a page, at most 100 */
  list(query: { limit?: number } = {}): Paged<ConversationResource> {
    return paged(withQuery('/conversations', query), (path) =>
      this.#requests.page<ConversationResource>(path),
    );
  }

  /**
   * Everything up to and including that message is read.
   * @throws CoreChatError watermark_backwards, watermark_beyond_end, conversation_not_found
   */
  async markRead(username: string, seq: number): Promise<ConversationResource> {
    const path = `/conversations/${encodeURIComponent(username)}/read`;
    const call = { method: 'PUT', path, body: { Seq: seq }, repeatable: true } as const;
    return (await this.#requests.send<ConversationResource>(call)).body;
  }
}
