/** One request per route that does what it asks for when its sender may, and whose object it names. */
import { randomBytes } from 'node:crypto';
import { hashPassword } from '#lib/accounts/password.ts';
import { insertUser } from '#lib/accounts/store/users.ts';
import { sendMessage } from '#lib/messages/messaging.ts';
import type { FunctionName } from '../../../openapi/operations.ts';
import type { ApiRequest } from '../gateway.ts';
import { logInAgain, type Person } from '../people.ts';
import { PASSWORD, registration } from '../registration.ts';

/** In every message: no answer to somebody who is no member of its conversation holds it. */
export const SECRET_TEXT = `for two pairs of eyes ${randomBytes(4).toString('hex')}`;

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

export type Case = (scene: Scene) => Promise<Omit<ApiRequest, 'method'>>;

export const write = (from: Person, to: Person) =>
  sendMessage(from.username, { to: to.username, text: SECRET_TEXT });

const plain =
  (request: Omit<ApiRequest, 'method'> = {}): Case =>
  async () =>
    request;

const ownMessage =
  (body?: object): Case =>
  async ({ asker, peer }) => ({ params: { id: (await write(asker, peer)).id }, body });

const peerByName: Case = async ({ peer }) => ({ params: { username: peer.username } });

/** Several where it depends on more than the route who may; a function's own name stands for its only one. */
export const cases: Record<FunctionName, Record<string, Case>> = {
  'auth/register': {
    '': async () => ({ body: registration(`new-${randomBytes(4).toString('hex')}`) }),
  },
  'auth/login': {
    '': async ({ asker }) => ({ body: { username: asker.username, password: PASSWORD } }),
  },
  'sessions/refresh': { '': async ({ asker }) => ({ body: { RefreshToken: asker.refreshToken } }) },
  'sessions/list': { '': plain() },
  'sessions/end': {
    'another device': async ({ asker }) => ({
      params: { id: (await logInAgain(asker, 'Another device')).session },
    }),
    '`current`': plain({ params: { id: 'current' } }),
  },
  'sessions/end-all': { '': plain() },
  'users/list': { '': plain() },
  'users/show': { '': peerByName },
  'blocks/list': { '': plain() },
  'blocks/add': { '': peerByName },
  'blocks/remove': { '': peerByName },
  'me/show': { '': plain() },
  'me/update': { '': plain({ body: { bio: 'written with a token' } }) },
  'me/password': { '': plain({ body: { current_password: PASSWORD, new_password: 'another good one' } }) },
  'me/delete': { '': plain({ body: { password: PASSWORD } }) },
  'me/export': { '': plain() },
  'messages/send': {
    'in a conversation': async ({ asker, peer }) => {
      await write(peer, asker);
      return { body: { User: peer.username, Message: SECRET_TEXT } };
    },
    'to somebody new': async ({ peer }) => ({ body: { User: peer.username, Message: SECRET_TEXT } }),
  },
  'messages/list': {
    '': async ({ asker, peer }) => {
      await write(peer, asker);
      return { query: { User: peer.username } };
    },
  },
  'messages/edit': { '': ownMessage({ Message: 'changed with a token' }) },
  'messages/delete': { '': ownMessage() },
  'messages/report': {
    '': async ({ asker, peer }) => ({
      params: { id: (await write(peer, asker)).id },
      body: { Reason: 'spam' },
    }),
  },
  'conversations/list': {
    '': async ({ asker, peer }) => {
      await write(peer, asker);
      return {};
    },
  },
  'conversations/read': {
    '': async ({ asker, peer }) => {
      const { seq } = await write(peer, asker);
      return { params: { conversation: peer.username }, body: { Seq: seq } };
    },
  },
  'realtime/ticket': { '': plain() },
  'system/health': { '': plain() },
  'system/openapi': { '': plain() },
  'system/web': { '': plain() },
};
