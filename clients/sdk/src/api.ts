/** The plain API: one method per route. Each throws CoreChatError. */
import { addressed } from './address.ts';
import { CoreChatError } from './errors.ts';
import type {
  BlockResource,
  ConversationResource,
  MessageResource,
  PersonResource,
  ReportMessageInput,
  ReportResource,
  SendMessageInput,
} from './protocol.ts';
import type { Requests } from './session/requests.ts';
import { type Paged, paged, withQuery } from './transport/paged.ts';

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

export class Messages {
  readonly #requests: Requests;

  /** @internal */
  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /**
   * Pages lead from the newest to the oldest; in each page the oldest comes first.
   * @param to username or conversation id
   * @param query `limit` of a page, at most 200
   */
  list(to: string, query: { limit?: number } = {}): Paged<MessageResource> {
    const first = withQuery('/messages', { ...addressed(to), ...query });
    return paged(first, (path) => this.#requests.page<MessageResource>(path));
  }

  /** The newest page alone. @internal */
  async newest(to: string): Promise<MessageResource[]> {
    const path = withQuery('/messages', { ...addressed(to), limit: 100 });
    return (await this.#requests.page<MessageResource>(path)).items;
  }

  /**
   * Sends now; `CoreChat.send` keeps a message until it is acknowledged. With a ClientId the call is idempotent, and is retried
   * when no answer comes.
   * @param as username of the account that must send it
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

  /**
   * Reports a message to the operators. A second call answers the first report.
   * @throws CoreChatError own_message, message_not_found
   */
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

/** A proxy can answer 200 with JSON of another kind, which does not prove that a message was stored. */
function requireMessage(body: MessageResource): MessageResource {
  if (typeof body?.Id === 'string' && typeof body.Version === 'number') return body;
  throw new CoreChatError('bad_response', { message: 'A message was expected' });
}

/** The people that the user has blocked. They are not notified. */
export class Blocks {
  readonly #requests: Requests;
  readonly #changed: (username: string, blocked: boolean) => void;

  /** @param changed called when the server has confirmed a change @internal */
  constructor(requests: Requests, changed: (username: string, blocked: boolean) => void) {
    this.#requests = requests;
    this.#changed = changed;
  }

  /** The blocked people. @param query `limit` of a page */
  list(query: { limit?: number } = {}): Paged<BlockResource> {
    return paged(withQuery('/blocks', query), (path) => this.#requests.page<BlockResource>(path));
  }

  /** Idempotent. @throws CoreChatError user_not_found */
  async add(username: string): Promise<BlockResource> {
    const path = `/blocks/${encodeURIComponent(username)}`;
    const { body } = await this.#requests.send<BlockResource>({ method: 'PUT', path, repeatable: true });
    this.#changed(username, true);
    return body;
  }

  /** Idempotent. */
  async remove(username: string): Promise<void> {
    const path = `/blocks/${encodeURIComponent(username)}`;
    await this.#requests.send({ method: 'DELETE', path, repeatable: true });
    this.#changed(username, false);
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
   * Marks everything up to and including this message as read.
   * @param to username or conversation id
   * @throws CoreChatError watermark_backwards, watermark_beyond_end, conversation_not_found
   */
  async markRead(to: string, seq: number): Promise<ConversationResource> {
    const path = `/conversations/${encodeURIComponent(to)}/read`;
    const call = { method: 'PUT', path, body: { Seq: seq }, repeatable: true } as const;
    return (await this.#requests.send<ConversationResource>(call)).body;
  }
}
