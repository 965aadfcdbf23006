/** Generated from functions by `npm run generate`. Do not edit. */
import type {
  ActivityResource,
  BlockResource,
  ConversationResource,
  CreatedGroupResource,
  CreateGroupInput,
  GroupResource,
  ListedGroupResource,
  MakeRecoveryCodesInput,
  MessageResource,
  OwnProfileResource,
  PersonResource,
  PublicProfileResource,
  ReaderResource,
  RecoveryCodesResource,
  ReportMessageInput,
  ReportResource,
  SavedMessageResource,
  UpdateProfileInput,
} from './protocol.ts';
import { Resource } from './resource.ts';
import { type Paged, paged, withQuery } from './transport/paged.ts';
import { segment } from './transport/path.ts';

export class UsersEndpoints extends Resource {
  /**
   * List usernames. Public, unless the deployment shows the list to members only (`DIRECTORY=members`: it then takes a token) or to nobody (`off`).
   * `GET /Users`
   * @throws CoreChatError directory_off
   */
  list(query: { prefix?: string; limit?: number } = {}): Paged<string> {
    return paged(withQuery('/Users', query), (path) => this.requests.page<string>(path, 'public'));
  }

  /**
   * Find people by name. Each word of `name` must be the beginning of a word in the username or display name; case, accents and punctuation are ignored. The person of exactly this username comes first, the others in alphabetical order of their usernames. With `DIRECTORY=off` the person of exactly this username is the only one.
   * `GET /directory`
   */
  search(query: { name: string; limit?: number }): Paged<PublicProfileResource> {
    return paged(withQuery('/directory', query), (path) => this.requests.page<PublicProfileResource>(path));
  }

  /**
   * Show the profiles and presence of several people. Up to 50 `usernames`, separated by commas: what a list of conversations shows, in one request. Names without an account are left out.
   * `GET /people`
   */
  showAll(query: { usernames: string }): Paged<PersonResource> {
    return paged(withQuery('/people', query), (path) => this.requests.page<PersonResource>(path));
  }

  /**
   * Show a user’s profile and presence.
   * `GET /Users/{username}`
   * @throws CoreChatError user_not_found
   */
  async show(username: string): Promise<PersonResource> {
    return this.call('GET', `/Users/${segment(username)}`);
  }
}

export class BlocksEndpoints extends Resource {
  /**
   * List blocked users.
   * `GET /blocks`
   */
  list(query: { limit?: number } = {}): Paged<BlockResource> {
    return paged(withQuery('/blocks', query), (path) => this.requests.page<BlockResource>(path));
  }
}

export class MeEndpoints extends Resource {
  /**
   * Show the own profile.
   * `GET /me`
   */
  async show(): Promise<OwnProfileResource> {
    return this.call('GET', '/me');
  }

  /**
   * Change the own profile. At least one field; absent fields stay. `null` clears display name, bio, avatar or quiet hours. A picture is an uploaded file (`POST /attachments`): JPEG, PNG or WebP, square, at most 512 pixels and 512 KB; the one before is deleted. `digest` takes a confirmed address (`POST /me/mail`). Contacts are people with whom I have a conversation in which both have written, or that was accepted.
   * `PATCH /me`
   * @throws CoreChatError attachment_not_found, attachment_not_uploaded, attachment_in_use, attachment_refused, attachment_pending, files_unavailable, mail_disabled, email_unconfirmed
   */
  async update(body: UpdateProfileInput): Promise<OwnProfileResource> {
    return this.call('PATCH', '/me', { body, repeatable: true });
  }

  /**
   * Make new recovery codes. Ten codes, each of which sets a new password once with `POST /recovery`. They replace those made before, and are not shown again.
   * `POST /me/recovery-codes`
   * @throws CoreChatError wrong_password
   */
  async makeRecoveryCodes(body: MakeRecoveryCodesInput): Promise<RecoveryCodesResource> {
    return this.call('POST', '/me/recovery-codes', { body });
  }

  /**
   * List what happened to the own account. Log-ins and refused attempts, changes of password and e-mail address, ended sessions, exports and acts of operators of the last 90 days, newest first.
   * `GET /me/activity`
   */
  activity(query: { limit?: number } = {}): Paged<ActivityResource> {
    return paged(withQuery('/me/activity', query), (path) => this.requests.page<ActivityResource>(path));
  }

  /**
   * Get notifications on this device. Stores the Web Push subscription of a browser with the session of the token, and replaces the one before. It ends with the session. `PushKey` of `GET /settings` is the `applicationServerKey`. With `ShowText` false notifications do not contain the text of messages. Send it at each start, because browsers change subscriptions.
   * `PUT /me/push`
   * @throws CoreChatError push_disabled
   */
  async subscribe(body: {
    Endpoint: string;
    Keys: {
      P256dh: string;
      Auth: string;
    };
    ShowText?: boolean | undefined;
  }): Promise<void> {
    return this.call('PUT', '/me/push', { body, repeatable: true });
  }

  /**
   * Get no more notifications on this device.
   * `DELETE /me/push`
   */
  async unsubscribe(): Promise<void> {
    return this.call('DELETE', '/me/push', { repeatable: true });
  }

  /**
   * Get a code that confirms the own e-mail address. Sends eight digits to the address of the account, which `PUT /me/mail` takes within an hour. They replace those sent before. Nothing is sent to a confirmed address, and at most one mail a minute. `PATCH /me` with another `email` ends the confirmation.
   * `POST /me/mail`
   * @throws CoreChatError mail_disabled, mail_refused, mail_unavailable
   */
  async sendMailCode(): Promise<void> {
    return this.call('POST', '/me/mail');
  }

  /**
   * Confirm the own e-mail address. With the code that `POST /me/mail` has sent; spaces do not matter. A code takes five attempts. Repeating the request succeeds.
   * `PUT /me/mail`
   * @throws CoreChatError invalid_mail_code
   */
  async confirmMail(body: { Code: string }): Promise<void> {
    return this.call('PUT', '/me/mail', { body, repeatable: true });
  }

  /**
   * List the saved messages. The one that was saved last first, each as the user may see it now. Deleted messages, and those that the user may not see any more, are left out, so a page can have fewer than `limit`.
   * `GET /me/saved`
   */
  saved(query: { limit?: number } = {}): Paged<SavedMessageResource> {
    return paged(withQuery('/me/saved', query), (path) => this.requests.page<SavedMessageResource>(path));
  }
}

export class MessagesEndpoints extends Resource {
  /**
   * Delete an own message. Leaves a tombstone. Idempotent.
   * `DELETE /messages/{id}`
   * @throws CoreChatError message_not_found, not_your_message, system_message
   */
  async delete(id: string): Promise<void> {
    return this.call('DELETE', `/messages/${segment(id)}`, { repeatable: true });
  }

  /**
   * Report a message. Sends the message with its current text to the operators. Repeating it returns the first report.
   * `POST /messages/{id}/report`
   * @throws CoreChatError message_not_found, own_message, message_deleted, system_message
   */
  async report(id: string, body: Omit<ReportMessageInput, 'id'>): Promise<ReportResource> {
    return this.call('POST', `/messages/${segment(id)}/report`, { body, repeatable: true });
  }

  /**
   * List who has read a message. The members whose read mark is at or beyond the message, without its author, in the order of their names. Leaves out who joined later, who shows nobody their read marks, and who blocks the asker or is blocked by them: a page can be shorter than `limit`.
   * `GET /messages/{id}/readers`
   * @throws CoreChatError message_not_found
   */
  readers(id: string, query: { limit?: number } = {}): Paged<ReaderResource> {
    return paged(withQuery(`/messages/${segment(id)}/readers`, query), (path) =>
      this.requests.page<ReaderResource>(path),
    );
  }

  /**
   * React to a message. Adds one emoji, in its place in the path percent-encoded. A message takes 20 different emoji and 500 reactions. Idempotent.
   * `PUT /messages/{id}/reactions/{emoji}`
   * @throws CoreChatError message_not_found, message_deleted, user_blocked, too_many_reactions, system_message, conversation_closed
   */
  async react(id: string, emoji: string): Promise<void> {
    return this.call('PUT', `/messages/${segment(id)}/reactions/${segment(emoji)}`, { repeatable: true });
  }

  /**
   * Take a reaction back. Idempotent.
   * `DELETE /messages/{id}/reactions/{emoji}`
   * @throws CoreChatError message_not_found, message_deleted, user_blocked, system_message, conversation_closed
   */
  async unreact(id: string, emoji: string): Promise<void> {
    return this.call('DELETE', `/messages/${segment(id)}/reactions/${segment(emoji)}`, { repeatable: true });
  }

  /**
   * Pin a message. Both members of a direct conversation can, and the admins of a group, in which a system message tells of it. A conversation has at most 50 pinned messages. Idempotent.
   * `PUT /messages/{id}/pin`
   * @throws CoreChatError message_not_found, message_deleted, user_blocked, not_group_admin, system_message, conversation_closed, too_many_pinned_messages
   */
  async pin(id: string): Promise<void> {
    return this.call('PUT', `/messages/${segment(id)}/pin`, { repeatable: true });
  }

  /**
   * Unpin a message. Who may pin may unpin. Idempotent.
   * `DELETE /messages/{id}/pin`
   * @throws CoreChatError message_not_found, message_deleted, user_blocked, not_group_admin, system_message, conversation_closed
   */
  async unpin(id: string): Promise<void> {
    return this.call('DELETE', `/messages/${segment(id)}/pin`, { repeatable: true });
  }

  /**
   * Save a message for oneself. Others do not see it. A person can save 1,000 messages. Idempotent.
   * `PUT /messages/{id}/saved`
   * @throws CoreChatError message_not_found, message_deleted, system_message, too_many_saved_messages
   */
  async save(id: string): Promise<void> {
    return this.call('PUT', `/messages/${segment(id)}/saved`, { repeatable: true });
  }

  /**
   * Remove a message from the saved ones. Idempotent, also for a message that the user cannot see any more.
   * `DELETE /messages/{id}/saved`
   */
  async unsave(id: string): Promise<void> {
    return this.call('DELETE', `/messages/${segment(id)}/saved`, { repeatable: true });
  }
}

export class ConversationsEndpoints extends Resource {
  /**
   * List conversations (the inbox). Newest activity first. With `since`, the changes since that sync token, oldest change first. `before` and `since` exclude each other. `requests=only` lists the conversations that wait for my answer, `requests=without` all but those and ignored ones; without it all are listed. With `pinned=first` the page begins with all conversations that I have pinned, at most 10 beyond `limit`; later pages have them in their place again.
   * `GET /conversations`
   */
  list(query: { limit?: number; requests?: string; pinned?: string } = {}): Paged<ConversationResource> {
    return paged(withQuery('/conversations', query), (path) =>
      this.requests.page<ConversationResource>(path),
    );
  }

  /**
   * List the pinned messages. At most 50, the one that was pinned last first. Deleted messages are not among them.
   * `GET /conversations/{conversation}/pins`
   * @throws CoreChatError conversation_not_found
   */
  pins(conversation: string, query: { limit?: number } = {}): Paged<MessageResource> {
    return paged(withQuery(`/conversations/${segment(conversation)}/pins`, query), (path) =>
      this.requests.page<MessageResource>(path),
    );
  }
}

export class GroupsEndpoints extends Resource {
  /**
   * Make a group. The creator is its owner. `NotAdded` names the people who have to be invited, because they do not let this person add them. Requests with the same fields and ClientId make one group.
   * `POST /groups`
   * @throws CoreChatError user_not_found, conversation_not_found, too_many_groups, client_id_conflict
   */
  async create(body: CreateGroupInput): Promise<CreatedGroupResource> {
    return this.call('POST', '/groups', { body, repeatable: true });
  }

  /**
   * Show a group. To its members. While it is listed everybody sees what is needed to decide on joining; their `Role` is null.
   * `GET /groups/{id}`
   * @throws CoreChatError conversation_not_found
   */
  async show(id: string): Promise<GroupResource | ListedGroupResource> {
    return this.call('GET', `/groups/${segment(id)}`);
  }
}
