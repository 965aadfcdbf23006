/** A request for each row of the matrices, which does what it asks for when its sender may: the sample event, unless it is here. */

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashMailCode, newMailCode } from '#lib/accounts/mail-code.ts';
import { hashPassword } from '#lib/accounts/password.ts';
import { setMailCode, setRecoveryLink } from '#lib/accounts/people.ts';
import { hashRecoveryCode, newRecoveryCode } from '#lib/accounts/recovery-code.ts';
import { updateProfile } from '#lib/accounts/store/profiles.ts';
import { insertUser } from '#lib/accounts/store/users.ts';
import { requestUpload } from '#lib/attachments/uploading.ts';
import { insertBlock } from '#lib/conversations/blocks.ts';
import { unsubscribeToken } from '#lib/digests/unsubscribing.ts';
import { createInvite } from '#lib/groups/invites.ts';
import { sendMessage } from '#lib/messages/messaging.ts';
import { setPinned } from '#lib/messages/pins.ts';
import { react } from '#lib/messages/reactions.ts';
import { collection } from '#lib/platform/mongo.ts';
import type { ApiRequest } from '../../http/gateway.ts';
import { upload } from '../../people/files.ts';
import { insertGroup, type NewMember } from '../../people/groups.ts';
import { logInAgain, type Person } from '../../people/people.ts';
import { PASSWORD, registration } from '../../people/registration.ts';

/** Part of every message; no response to a non-member may contain it. */
export const SECRET_TEXT = `for two pairs of eyes ${randomBytes(4).toString('hex')}`;

const SMALL_FILE = { name: 'note.txt', type: 'text/plain', size: 1, sha256: 'a'.repeat(64) };

let hash: Promise<string> | undefined;

/** Registered and logged in. As `createPerson`, with a password that is hashed once for all of them. */
export async function enter(name: string): Promise<Person> {
  const username = `${name}-${randomBytes(4).toString('hex')}`;
  const { first_name: firstName, last_name: lastName, email } = registration(username);
  hash ??= hashPassword(PASSWORD);
  const createdAt = new Date();
  await insertUser({ username, password: await hash, firstName, lastName, email, createdAt });
  return logInAgain({ username });
}

/** Who asks, and with whom they talk. */
export interface Scene {
  asker: Person;
  peer: Person;
}

export type Request = Omit<ApiRequest, 'method'>;
export type Case = (scene: Scene) => Promise<Request>;

export const write = (from: Person, to: Person) =>
  sendMessage(from.username, { to: to.username, text: SECRET_TEXT });

/** In a conversation that both have written to. */
const amongMessages =
  (toRequest: (scene: Scene) => Request): Case =>
  async (scene) => {
    await write(scene.asker, scene.peer);
    await write(scene.peer, scene.asker);
    return toRequest(scene);
  };

const peerByName = ({ peer }: Scene): Request => ({ params: { username: peer.username } });

/** @returns the id */
const groupOf = (owner: Person, member: Person, ...more: NewMember[]): Promise<string> =>
  insertGroup([
    { username: owner.username, role: 'owner' },
    { username: member.username, role: 'member' },
    ...more,
  ]);

/** Where the sample event is not what the row is about. */
const special: Record<string, Case> = {
  'sessions/end another device': async ({ asker }) => ({
    params: { id: (await logInAgain(asker, 'Another device')).session },
  }),
  'sessions/end `current`': async () => ({ params: { id: 'current' } }),
  'users/list the first page': async () => ({}),
  'users/list a search': async () => ({ query: { prefix: 'asker' } }),
  'blocks/add': amongMessages(peerByName),
  'blocks/remove': async (scene) => {
    await write(scene.asker, scene.peer);
    await write(scene.peer, scene.asker);
    await insertBlock(scene.asker.username, scene.peer.username);
    return peerByName(scene);
  },
  'messages/send in a conversation': amongMessages(({ peer }) => ({
    body: { User: peer.username, Message: SECRET_TEXT },
  })),
  'messages/send with a file': async ({ asker, peer }) => {
    await write(asker, peer);
    await write(peer, asker);
    return { body: { User: peer.username, Message: SECRET_TEXT, Attachments: [await upload(asker)] } };
  },
  'messages/list': amongMessages(({ peer }) => ({ query: { User: peer.username } })),
  'conversations/list': amongMessages(() => ({})),
  'conversations/request': async (scene) => {
    await write(scene.peer, scene.asker);
    return { params: { conversation: scene.peer.username }, body: { Answer: 'accept' } };
  },
  // There is something to take back.
  'messages/unreact': async ({ asker, peer }) => {
    const { id } = await write(peer, asker);
    await react(asker.username, id, '👍', Promise.resolve());
    return { params: { id, emoji: '👍' } };
  },
  'messages/unpin': async ({ asker, peer }) => {
    const { id } = await write(peer, asker);
    await setPinned(asker.username, id, true, Promise.resolve());
    return { params: { id } };
  },
  'groups/set-member adding a person': async ({ asker, peer }) => {
    const { username } = await enter('added');
    await updateProfile(username, { addToGroups: 'everybody' });
    const id = await groupOf(asker, peer);
    return { params: { id, username }, body: {} };
  },
  'groups/set-member joining a listed group': async ({ asker, peer }) => {
    const id = await insertGroup([{ username: peer.username, role: 'owner' }], { listed: true });
    return { params: { id, username: asker.username }, body: {} };
  },
  'groups/set-member setting a role': async ({ asker, peer }) => {
    const { username } = await enter('member');
    const id = await groupOf(asker, peer, { username, role: 'member' });
    return { params: { id, username }, body: { Role: 'admin' } };
  },
  'groups/remove-member removing a member': async ({ asker, peer }) => {
    const { username } = await enter('member');
    const id = await groupOf(asker, peer, { username, role: 'member' });
    return { params: { id, username } };
  },
  'groups/remove-member leaving': async ({ asker, peer }) => {
    const id = await groupOf(peer, asker);
    return { params: { id, username: asker.username } };
  },
  // As if the one before had been long ago.
  'me/mail-code': async ({ asker }) => {
    await collection('users').updateOne(
      { username: asker.username },
      { $unset: { mailCode: '', mailCodeAt: '' } },
    );
    return {};
  },
  'users/show': amongMessages(peerByName),
  'users/people': amongMessages(({ peer }) => ({ query: { usernames: peer.username } })),
};

/** What stands for people and their things in sample events (events/README.md). */
const placeholders: Record<string, (scene: Scene, from: Person, to: Person) => Promise<string> | string> = {
  unique: () => randomBytes(4).toString('hex'),
  password: () => PASSWORD,
  refresh: (_, person) => person.refreshToken,
  session: (_, person) => person.session,
  message: async (_, from, to) => (await write(from, to)).id,
  conversation: async (_, from, to) => (await write(from, to)).conversation,
  group: (_, from, to) => groupOf(from, to),
  invite: async (_, from) => {
    const id = await insertGroup([{ username: from.username, role: 'owner' }]);
    return (await createInvite(from.username, id, {})).Code;
  },
  attachment: async (_, { username }) => (await requestUpload(username, SMALL_FILE, undefined)).Id,
  seq: async (_, from, to) => String((await write(from, to)).seq),
  recovery: async (_, { username }) => {
    const token = newRecoveryCode();
    await setRecoveryLink(username, hashRecoveryCode(token), new Date(Date.now() + 60_000));
    return token;
  },
  mailcode: async (_, { username }) => {
    const [code, address] = [newMailCode(), `${username}@example.org`];
    const [hash, at] = [hashMailCode(code, address), new Date()];
    const sent = { hash, address, expiresAt: new Date(at.getTime() + 60_000), attempts: 0 };
    await setMailCode(username, sent, { at, unlessSince: at });
    return code;
  },
  unsubscribe: async (_, { username }) => {
    const user = await collection('users').findOne({ usernameKey: username });
    return unsubscribeToken(String(user?._id), String(user?.email));
  },
  // Whose the token is, the matrix decides.
  token: () => '',
  newcomer: () => '',
};

/** The person whose token the event has is the one who asks. */
function castOf(event: string, { asker, peer }: Scene): Record<string, Person> {
  const [, bearer = 'sample-alice'] = /\$\{token:([\w-]+)\}/.exec(event) ?? [];
  const other = bearer === 'sample-alice' ? 'sample-bob' : 'sample-alice';
  return { [bearer]: asker, [other]: peer };
}

const fromSampleEvent =
  (name: string): Case =>
  async (scene) => {
    let text = readFileSync(join(import.meta.dirname, '../../../../events', `${name}.json`), 'utf8');
    const cast = castOf(text, scene);
    for (const [placeholder, kind = '', whose = ''] of text.matchAll(/\$\{(\w+)(?::([\w-]+))?\}/g)) {
      const make = placeholders[kind];
      if (!make)
        throw new Error(`events/${name}.json has a placeholder that is unknown here: ${placeholder}`);
      const from = cast[whose] ?? scene.asker;
      const to = from === scene.asker ? scene.peer : scene.asker;
      if (text.includes(placeholder)) text = text.replaceAll(placeholder, await make(scene, from, to));
    }
    for (const [sample, { username }] of Object.entries(cast)) text = text.replaceAll(sample, username);
    const { pathParameters: params, queryStringParameters: query, body } = JSON.parse(text);
    return {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(body ? { body: JSON.parse(body) } : {}),
    };
  };

/** @param key of a row of a matrix: `messages/send to a new peer` */
export function caseOf({ key, name }: { key: string; name: string }): Case {
  return special[key] ?? fromSampleEvent(name);
}
