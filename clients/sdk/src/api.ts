/** The plain API: one method per route. Each throws CoreChatError. */
import { addressed } from './address.ts';
import { BlocksEndpoints, ConversationsEndpoints, MessagesEndpoints, UsersEndpoints } from './endpoints.ts';
import { CoreChatError } from './errors.ts';
import type { BlockResource, ConversationResource, MessageResource, SendMessageInput } from './protocol.ts';
import type { Requests } from './session/requests.ts';
import { type Paged, paged, withQuery } from './transport/paged.ts';
import { segment } from './transport/path.ts';
import { isSameUser } from './username.ts';

const REPEATABLE = { repeatable: true };

export class Users extends UsersEndpoints {
  /**
   * Whether the server has no account of this name any more, so that what it left on this device can be removed.
   * @returns false also where the server cannot be asked, or lists nobody without a login
   */
  async isGone(username: string): Promise<boolean> {
    try {
      for await (const found of this.list({ prefix: username, limit: 1 }))
        return !isSameUser(found, username);
      return true;
    } catch {
      return false;
    }
  }
}

export class Messages extends MessagesEndpoints {
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
}

/** A proxy can answer 200 with JSON of another kind, which does not prove that a message was stored. */
function requireMessage(body: MessageResource): MessageResource {
  if (typeof body?.Id === 'string' && typeof body.Version === 'number') return body;
  throw new CoreChatError('bad_response', { message: 'A message was expected' });
}

/** The people that the user has blocked. They are not notified. */
export class Blocks extends BlocksEndpoints {
  readonly #changed: (username: string, blocked: boolean) => void;

  /** @param changed called when the server has confirmed a change @internal */
  constructor(requests: Requests, changed: (username: string, blocked: boolean) => void) {
    super(requests);
    this.#changed = changed;
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

export interface OwnConversationState {
  Archived?: boolean;
  /** at most 10 conversations */
  Pinned?: boolean;
  Notify?: ConversationResource['Notify'];
  UnreadFrom?: number | null;
}

type MuteLength = { Minutes: number } | { Until: string | null } | { Forever: true };

export class MyConversations extends ConversationsEndpoints {
  readonly #changed: (row: ConversationResource) => void;

  /** @param changed called with the row that the server has confirmed @internal */
  constructor(requests: Requests, changed: (row: ConversationResource) => void) {
    super(requests);
    this.#changed = changed;
  }

  /**
   * Answers the request of a stranger; writing to them accepts it as well. An ignored one is in no list, and the stranger does not notice.
   * @param to username or conversation id
   * @throws CoreChatError conversation_not_found
   */
  async answer(to: string, answer: 'accept' | 'ignore'): Promise<ConversationResource> {
    return this.#change('PUT', `/conversations/${segment(to)}/request`, { Answer: answer });
  }

  /**
   * Turns off notifications on all of the user's devices for some minutes, until a time or for ever; `Until: null` ends it.
   * @param to username or conversation id
   * @throws CoreChatError conversation_not_found
   */
  async mute(to: string, length: MuteLength): Promise<ConversationResource> {
    return this.#change('PUT', `/conversations/${segment(to)}/mute`, length);
  }

  /**
   * Archives a conversation, pins it to the top of the list, sets what notifies, or marks it as unread from a message on (null ends that).
   * Absent fields stay. Other members do not see it.
   * @param to username or conversation id
   * @throws CoreChatError conversation_not_found, watermark_beyond_end, too_many_pins
   */
  async update(to: string, change: OwnConversationState): Promise<ConversationResource> {
    return this.#change('PATCH', `/conversations/${segment(to)}`, change);
  }

  async #change(method: 'PUT' | 'PATCH', path: string, body: object): Promise<ConversationResource> {
    const row = await this.call<ConversationResource>(method, path, { body, ...REPEATABLE });
    this.#changed(row);
    return row;
  }

  /**
   * Marks everything up to and including this message as read. `ReadSeq` of the answer can be lower for ten seconds, while an earlier
   * message may still arrive: mark again then.
   * @param to username or conversation id
   * @throws CoreChatError watermark_backwards, watermark_beyond_end, conversation_not_found
   */
  async markRead(to: string, seq: number): Promise<ConversationResource> {
    return this.call('PUT', `/conversations/${segment(to)}/read`, { body: { Seq: seq }, ...REPEATABLE });
  }
}
