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
import { Resource } from './resource.ts';
import type { Requests } from './session/requests.ts';
import { type Paged, paged, withQuery } from './transport/paged.ts';

const REPEATABLE = { repeatable: true };
const segment = encodeURIComponent;

export class Users extends Resource {
  /** Usernames in alphabetical order. @param query `prefix`: how they begin; `limit`: of one page, at most 1,000 */
  list(query: { prefix?: string; limit?: number } = {}): Paged<string> {
    return paged(withQuery('/Users', query), (path) => this.requests.page<string>(path, 'public'));
  }

  /** @throws CoreChatError user_not_found, also for a deleted account */
  async show(username: string): Promise<PersonResource> {
    return this.call('GET', `/Users/${segment(username)}`);
  }
}

export class Messages extends Resource {
  /**
   * Pages lead from the newest to the oldest; in each page the oldest comes first.
   * @param to username or conversation id
   * @param query `limit` of a page, at most 200
   */
  list(to: string, query: { limit?: number } = {}): Paged<MessageResource> {
    const first = withQuery('/messages', { ...addressed(to), ...query });
    return paged(first, (path) => this.requests.page<MessageResource>(path));
  }

  /** The newest page alone. @internal */
  async newest(to: string): Promise<MessageResource[]> {
    const path = withQuery('/messages', { ...addressed(to), limit: 100 });
    return (await this.requests.page<MessageResource>(path)).items;
  }

  /**
   * Sends now; `CoreChat.send` keeps a message until it is acknowledged. With a ClientId the call is idempotent, and is retried
   * when no answer comes.
   * @throws CoreChatError user_not_found, validation_failed, client_id_conflict
   */
  async send(input: SendMessageInput): Promise<MessageResource> {
    return this.sendAs(undefined, input, input.ClientId !== undefined);
  }

  /** @param as username of the account that must send it @internal */
  async sendAs(
    as: string | undefined,
    body: SendMessageInput,
    repeatable: boolean,
  ): Promise<MessageResource> {
    const account = as === undefined ? {} : { as };
    const call = { body, repeatable, representation: true, ...account };
    return requireMessage(await this.call('POST', '/messages', call));
  }

  /** @throws CoreChatError message_not_found, not_your_message, message_deleted, validation_failed */
  async edit(id: string, text: string): Promise<MessageResource> {
    const call = { body: { Message: text }, representation: true, ...REPEATABLE };
    return requireMessage(await this.call('PATCH', `/messages/${segment(id)}`, call));
  }

  /**
   * Reports a message to the operators. A second call answers the first report.
   * @throws CoreChatError own_message, message_not_found
   */
  async report(id: string, body: Omit<ReportMessageInput, 'id'>): Promise<ReportResource> {
    return this.call('POST', `/messages/${segment(id)}/report`, { body, ...REPEATABLE });
  }

  /** Leaves a tombstone. @throws CoreChatError message_not_found, not_your_message */
  async delete(id: string): Promise<void> {
    await this.call('DELETE', `/messages/${segment(id)}`, REPEATABLE);
  }
}

/** A proxy can answer 200 with JSON of another kind, which does not prove that a message was stored. */
function requireMessage(body: MessageResource): MessageResource {
  if (typeof body?.Id === 'string' && typeof body.Version === 'number') return body;
  throw new CoreChatError('bad_response', { message: 'A message was expected' });
}

/** The people that the user has blocked. They are not notified. */
export class Blocks extends Resource {
  readonly #changed: (username: string, blocked: boolean) => void;

  /** @param changed called when the server has confirmed a change @internal */
  constructor(requests: Requests, changed: (username: string, blocked: boolean) => void) {
    super(requests);
    this.#changed = changed;
  }

  /** The blocked people. @param query `limit` of a page */
  list(query: { limit?: number } = {}): Paged<BlockResource> {
    return paged(withQuery('/blocks', query), (path) => this.requests.page<BlockResource>(path));
  }

  /** Idempotent. @throws CoreChatError user_not_found */
  async add(username: string): Promise<BlockResource> {
    const block = await this.call<BlockResource>('PUT', `/blocks/${segment(username)}`, REPEATABLE);
    this.#changed(username, true);
    return block;
  }

  /** Idempotent. */
  async remove(username: string): Promise<void> {
    await this.call('DELETE', `/blocks/${segment(username)}`, REPEATABLE);
    this.#changed(username, false);
  }
}

export class MyConversations extends Resource {
  /** Newest activity first. @param query `limit` of a page, at most 100 */
  list(query: { limit?: number } = {}): Paged<ConversationResource> {
    const first = withQuery('/conversations', query);
    return paged(first, (path) => this.requests.page<ConversationResource>(path));
  }

  /**
   * Marks everything up to and including this message as read.
   * @param to username or conversation id
   * @throws CoreChatError watermark_backwards, watermark_beyond_end, conversation_not_found
   */
  async markRead(to: string, seq: number): Promise<ConversationResource> {
    return this.call('PUT', `/conversations/${segment(to)}/read`, { body: { Seq: seq }, ...REPEATABLE });
  }
}
