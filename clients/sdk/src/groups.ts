/** The plain API of groups: one method per route. Each throws CoreChatError. */
import { GroupsEndpoints } from './endpoints.ts';
import { randomId } from './platform.ts';
import type {
  CreatedGroupResource,
  CreatedInviteResource,
  CreateGroupInput,
  GroupPreviewResource,
  GroupResource,
  InviteResource,
  MemberResource,
} from './protocol.ts';
import type { Requests } from './session/requests.ts';
import { type Paged, paged, withQuery } from './transport/paged.ts';
import { segment } from './transport/path.ts';

export type GroupRole = MemberResource['role'];

/** A group to be made. */
export type NewGroup = Omit<CreateGroupInput, 'ClientId' | 'Members'> & {
  /** usernames of the others; the user is a member in any case */
  Members?: string[];
  ClientId?: string;
};

/** Absent fields stay as they are. */
export type GroupUpdate = Partial<
  Pick<CreateGroupInput, 'Name' | 'Topic' | 'HistoryFrom' | 'Post' | 'Add' | 'Listed'> &
    Pick<GroupResource, 'Avatar'>
>;

const REPEATABLE = { repeatable: true };

const memberPath = (id: string, username: string): string =>
  `/groups/${segment(id)}/members/${segment(username)}`;

export interface GroupsParts {
  /** a group has changed, or the user is in a new one */
  changed(): void;
  left(id: string): void;
}

export class Groups extends GroupsEndpoints {
  readonly #parts: GroupsParts;

  /** @internal */
  constructor(requests: Requests, parts: GroupsParts) {
    super(requests);
    this.#parts = parts;
  }

  /**
   * Makes a group, once per ClientId; without one the call makes its own. The user is its owner. `NotAdded` names the people who have to
   * be invited.
   * @throws CoreChatError user_not_found, too_many_groups, client_id_conflict
   */
  override async create({
    ClientId = randomId(),
    Members = [],
    ...group
  }: NewGroup): Promise<CreatedGroupResource> {
    return this.#changing(super.create({ ...group, Members, ClientId }));
  }

  /** Groups that everybody finds, with names that begin with `prefix`. The user's own ones are in the inbox and in `chat.conversations.list()`. */
  list(query: { prefix?: string; limit?: number } = {}): Paged<GroupPreviewResource> {
    return paged(withQuery('/groups', query), (path) => this.requests.page<GroupPreviewResource>(path));
  }

  /** @throws CoreChatError conversation_not_found, not_group_admin, conversation_closed */
  async update(id: string, update: GroupUpdate): Promise<GroupResource> {
    return this.#changing(this.call('PATCH', `/groups/${segment(id)}`, { body: update, ...REPEATABLE }));
  }

  /** Closes the group: it can be read, and never changed again. @throws CoreChatError conversation_not_found, not_group_owner */
  async close(id: string): Promise<void> {
    await this.#changing(this.call('DELETE', `/groups/${segment(id)}`, REPEATABLE));
  }

  /** @throws CoreChatError conversation_not_found */
  members(id: string, query: { limit?: number } = {}): Paged<MemberResource> {
    const first = withQuery(`/groups/${segment(id)}/members`, query);
    return paged(first, (path) => this.requests.page<MemberResource>(path));
  }

  /**
   * Adds a person. Idempotent.
   * @throws CoreChatError not_group_admin, invitation_needed, user_blocked, group_full, too_many_groups, user_not_found, conversation_closed
   */
  async add(id: string, username: string): Promise<void> {
    await this.#changing(this.call('PUT', memberPath(id, username), { body: {}, ...REPEATABLE }));
  }

  /**
   * Sets the role of a member; only owners do. Adds a person who is not in the group, as `add` does.
   * @throws CoreChatError not_group_owner, last_owner, too_many_admins, and those of `add`
   */
  async setRole(id: string, username: string, role: GroupRole): Promise<void> {
    await this.#changing(this.call('PUT', memberPath(id, username), { body: { Role: role }, ...REPEATABLE }));
  }

  /** Removes a member. Idempotent. @throws CoreChatError not_group_admin, not_group_owner, member_not_found, conversation_closed */
  async remove(id: string, username: string): Promise<void> {
    await this.#changing(this.call('DELETE', memberPath(id, username), REPEATABLE));
  }

  /** Leaves the group, and removes its row and messages here. @throws CoreChatError last_owner: hand over first, with `setRole` */
  async leave(id: string): Promise<void> {
    await this.call('DELETE', memberPath(id, this.requests.login?.username ?? ''), REPEATABLE);
    this.#parts.left(id);
  }

  /** Joins a listed group. @throws CoreChatError conversation_not_found, group_full, too_many_groups */
  async joinListed(id: string): Promise<void> {
    await this.add(id, this.requests.login?.username ?? '');
  }

  /** Those that are not used up, expired or revoked. @throws CoreChatError not_group_admin */
  invites(id: string): Paged<InviteResource> {
    return paged(`/groups/${segment(id)}/invites`, (path) => this.requests.page<InviteResource>(path));
  }

  /**
   * Makes an invitation. Its code is in this answer only.
   * @param limits `ExpiresIn` in seconds
   * @throws CoreChatError not_group_admin, too_many_invites, conversation_closed
   */
  async invite(
    id: string,
    limits: { ExpiresIn?: number; MaxUses?: number } = {},
  ): Promise<CreatedInviteResource> {
    return this.call('POST', `/groups/${segment(id)}/invites`, { body: limits });
  }

  /** Idempotent. @throws CoreChatError not_group_admin */
  async revoke(id: string, invite: string): Promise<void> {
    await this.call('DELETE', `/groups/${segment(id)}/invites/${segment(invite)}`, REPEATABLE);
  }

  /** The group that a code of an invitation leads to. @throws CoreChatError invite_expired */
  async preview(code: string): Promise<GroupPreviewResource> {
    return this.call('GET', `/invites/${segment(code)}`);
  }

  /** Joins with the code of an invitation. Idempotent. @throws CoreChatError invite_expired, group_full, too_many_groups */
  async join(code: string): Promise<GroupResource> {
    return this.#changing(this.call('POST', `/invites/${segment(code)}`, REPEATABLE));
  }

  async #changing<Answer>(request: Promise<Answer>): Promise<Answer> {
    const answer = await request;
    this.#parts.changed();
    return answer;
  }
}
