/** Groups for tests: made by the store, and requests about them. */
import { newConversationId } from '#lib/conversations/conversation.ts';
import { GROUPS_MAX, type GroupLook, type GroupSettings, type Role } from '#lib/conversations/group.ts';
import { insertGroup as insert, newSystemMessage } from '#lib/conversations/groups.ts';
import { updateGroup as storeUpdate, withoutMember } from '#lib/conversations/store/group-changes.ts';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as closeHandler } from '../../../functions/groups/close.ts';
import { handler as createHandler } from '../../../functions/groups/create.ts';
import { handler as inviteHandler } from '../../../functions/groups/invite.ts';
import { handler as invitesHandler } from '../../../functions/groups/invites.ts';
import { handler as listGroupsHandler } from '../../../functions/groups/list.ts';
import { handler as membersHandler } from '../../../functions/groups/members.ts';
import { handler as removeMemberHandler } from '../../../functions/groups/remove-member.ts';
import { handler as revokeHandler } from '../../../functions/groups/revoke-invite.ts';
import { handler as setMemberHandler } from '../../../functions/groups/set-member.ts';
import { handler as showHandler } from '../../../functions/groups/show.ts';
import { handler as updateHandler } from '../../../functions/groups/update.ts';
import { handler as acceptHandler } from '../../../functions/invites/accept.ts';
import { handler as showInviteHandler } from '../../../functions/invites/show.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { type ApiAnswer, call } from '../http/gateway.ts';
import type { Person } from './people.ts';
import { inbox } from './two-people.ts';

export interface NewMember {
  /** as its owner spells it */
  username: string;
  role: Role;
}

/** Without a first message, so that the seqs of a test begin with 1. @param people at least one; they must exist @returns the id */
export async function insertGroup(
  people: NewMember[],
  more: Partial<GroupLook & GroupSettings> = {},
): Promise<string> {
  const id = newConversationId();
  const named = (wanted: Role) =>
    people.filter(({ role }) => role === wanted).map(({ username }) => username);
  const [creator = ''] = people.map(({ username }) => username);
  const group = {
    id,
    madeFrom: '',
    name: 'Test group',
    topic: '',
    avatar: null,
    history: 'start',
    post: 'all',
    add: 'admins',
    listed: false,
    members: people.map(({ username }) => username),
    owners: named('owner'),
    admins: named('admin'),
    ...more,
  } as const;
  await insert(group, newSystemMessage(creator, { type: 'created', name: group.name }));
  await collection<{ _id: string }>('conversations').updateOne(
    { _id: id },
    { $set: { lastSeq: 0, lastMessages: [] } },
  );
  return id;
}

/** As many groups as a person can be in. @param isMade false: only the memberships, as after a crash while the groups were made */
export async function fillGroups({ username }: { username: string }, isMade = true): Promise<void> {
  const ids = Array.from({ length: GROUPS_MAX }, (_, index) => `~full-${index}-${username}`);
  const rest = { kind: 'group', username, joinedSeq: 0, readSeq: 0 };
  await collection<{ _id: string }>('memberships').insertMany(
    ids.map((conversation) => ({ _id: `${conversation}/${username}`, conversation, ...rest })),
  );
  if (!isMade) return;
  await collection<{ _id: string }>('conversations').insertMany(
    ids.map((_id) => ({ _id, kind: 'group', members: [username] })),
  );
}

/** By the store, without a system message. */
export async function leaveGroup(id: string, username: string): Promise<void> {
  const sent = newSystemMessage(username, { type: 'left' });
  await storeUpdate(id, { where: { members: username }, change: [withoutMember(username)] }, sent);
}

const headers = { prefer: 'return=representation' };

/** A request about a group, with its answer. */
const ask =
  (handler: LambdaHandler, method: string, path: string) =>
  (by: Person, { params = {}, body }: { params?: Record<string, string>; body?: object } = {}) =>
    call(handler, {
      method,
      path: path.replaceAll(/\{(\w+)\}/g, (_, name) => params[name] ?? ''),
      params,
      token: by.token,
      headers,
      ...(body ? { body } : {}),
    });

const create = ask(createHandler, 'POST', '/groups');

let made = 0;
/** @returns the answer to POST /groups */
export const createGroup = (by: Person, Members: Person[], more: object = {}) =>
  create(by, {
    body: {
      Name: 'Lighthouse',
      Members: Members.map(({ username }) => username),
      ClientId: `group-${made++}`,
      ...more,
    },
  });

const show = ask(showHandler, 'GET', '/groups/{id}');
export const showGroup = (by: Person, id: string) => show(by, { params: { id } });

const setIt = ask(setMemberHandler, 'PUT', '/groups/{id}/members/{username}');
/** Adds, joins, or gives a role. @returns the answer */
export const setMember = (by: Person, id: string, { username }: { username: string }, Role?: string) =>
  setIt(by, { params: { id, username }, body: Role === undefined ? {} : { Role } });

const removeIt = ask(removeMemberHandler, 'DELETE', '/groups/{id}/members/{username}');
export const removeMember = (by: Person, id: string, { username }: { username: string }) =>
  removeIt(by, { params: { id, username } });

export const membersOf = (by: Person, id: string, query: Record<string, string> = {}) =>
  call(membersHandler, {
    path: `/groups/${id}/members`,
    params: { id },
    token: by.token,
    query,
  });

const changeIt = ask(updateHandler, 'PATCH', '/groups/{id}');
export const updateGroup = (by: Person, id: string, body: object) => changeIt(by, { params: { id }, body });

const closeIt = ask(closeHandler, 'DELETE', '/groups/{id}');
export const closeGroup = (by: Person, id: string) => closeIt(by, { params: { id } });

export const listGroups = (by: Person, query: Record<string, string> = {}) =>
  call(listGroupsHandler, { path: '/groups', token: by.token, query });

const inviteTo = ask(inviteHandler, 'POST', '/groups/{id}/invites');
export const invite = (by: Person, id: string, body: object = {}) => inviteTo(by, { params: { id }, body });

const listInvitesTo = ask(invitesHandler, 'GET', '/groups/{id}/invites');
export const invitesTo = (by: Person, id: string) => listInvitesTo(by, { params: { id } });

const revokeIt = ask(revokeHandler, 'DELETE', '/groups/{id}/invites/{invite}');
export const revoke = (by: Person, id: string, inviteId: string) =>
  revokeIt(by, { params: { id, invite: inviteId } });

const showIt = ask(showInviteHandler, 'GET', '/invites/{code}');
export const showInvite = (by: Person, code: string) => showIt(by, { params: { code } });

const acceptIt = ask(acceptHandler, 'POST', '/invites/{code}');
export const acceptInvite = (by: Person, code: string) => acceptIt(by, { params: { code } });

/** By username. */
export const rolesIn = async (by: Person, id: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await membersOf(by, id)).body.map((member: { username: string; role: string }) => [
      member.username,
      member.role,
    ]),
  );

/** `204`, or `403 not_group_admin` */
export const outcome = async (answer: Promise<ApiAnswer>): Promise<string> => {
  const { status, body } = await answer;
  return `${status} ${body?.code ?? ''}`.trim();
};

const send = ask(sendHandler, 'POST', '/messages');
export const sendTo = (by: Person, id: string, Message: string, more: object = {}) =>
  send(by, { body: { Conversation: id, Message, ...more } });

export const listIn = (by: Person, id: string, query: Record<string, string> = {}) =>
  call(listHandler, { path: '/messages', token: by.token, query: { Conversation: id, ...query } });

/** What a member sees: texts, and the types of system messages. */
export const shownIn = async (by: Person, id: string): Promise<string[]> =>
  (await listIn(by, id)).body.map(
    ({ Message, System }: { Message: string; System: { Type: string } | null }) => System?.Type ?? Message,
  );

/** The row of a group in a member's inbox, or in its sync. */
export const rowOf = async (by: Person, id: string, query: Record<string, string> = {}) =>
  (await inbox(by, query)).body.find(({ Conversation }: { Conversation: string }) => Conversation === id);
