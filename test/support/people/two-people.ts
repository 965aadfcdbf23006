/** What two people do to each other through the API, and what each of them sees. */
import { directConversationId } from '#lib/conversations/conversation.ts';
import { acceptRequest } from '#lib/conversations/store/requests.ts';
import { handler as addHandler } from '../../../functions/blocks/add.ts';
import { handler as listBlocksHandler } from '../../../functions/blocks/list.ts';
import { handler as removeHandler } from '../../../functions/blocks/remove.ts';
import { handler as inboxHandler } from '../../../functions/conversations/list.ts';
import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler as requestHandler } from '../../../functions/conversations/request.ts';
import { handler as updateHandler } from '../../../functions/me/update.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { handler as showHandler } from '../../../functions/users/show.ts';
import { type ApiRequest, call } from '../http/gateway.ts';
import { gateway } from '../sockets/socket-gateway.ts';
import type { Person } from './people.ts';

const headers = { prefer: 'return=representation' };
export const send = (from: Person, to: Person, Message: string, more: object = {}) => {
  const body = { User: to.username, Message, ...more };
  return call(sendHandler, { method: 'POST', path: '/messages', token: from.token, headers, body });
};
export const list = (reader: Person, peer: Person, query: Record<string, string> = {}) =>
  call(listHandler, { path: '/messages', token: reader.token, query: { User: peer.username, ...query } });
export const texts = async (reader: Person, peer: Person): Promise<string[]> =>
  (await list(reader, peer)).body.map(({ Message }: { Message: string }) => Message);
export const inbox = (reader: Person, query: Record<string, string> = {}) =>
  call(inboxHandler, { path: '/conversations', token: reader.token, query });
export const row = async (reader: Person) => (await inbox(reader)).body[0];
const changeBlock = (handler: typeof addHandler, method: string) => (by: Person, of: string) =>
  call(handler, { method, path: `/blocks/${of}`, params: { username: of }, token: by.token });
export const block = changeBlock(addHandler, 'PUT');
export const unblock = changeBlock(removeHandler, 'DELETE');
export const blocksOf = (person: Person, query?: Record<string, string>) =>
  call(listBlocksHandler, { path: '/blocks', token: person.token, ...(query ? { query } : {}) });
export const show = async (reader: Person, of: Person) =>
  (await call(showHandler, { path: '/x', params: { username: of.username }, token: reader.token })).body
    .presence;
const change = (request: ApiRequest & { id: string }) => ({
  ...request,
  path: `/messages/${request.id}`,
  params: { id: request.id },
});
export const edit = (by: Person, id: string, Message: string) =>
  call(editHandler, change({ id, method: 'PATCH', token: by.token, headers, body: { Message } }));
export const erase = (by: Person, id: string) =>
  call(deleteHandler, change({ id, method: 'DELETE', token: by.token }));
export const read = (by: Person, peer: Person, Seq: number) => {
  const request = { method: 'PUT', path: '/x', params: { conversation: peer.username }, token: by.token };
  return call(readHandler, { ...request, body: { Seq } });
};
export const answer = (by: Person, peer: Person, Answer: 'accept' | 'ignore') => {
  const request = { method: 'PUT', path: '/x', params: { conversation: peer.username }, token: by.token };
  return call(requestHandler, { ...request, body: { Answer } });
};
/** Makes contacts of two people with a conversation, without a message, frame or version. */
export async function accept(one: Person, other: Person): Promise<void> {
  const id = directConversationId(one.username, other.username);
  for (const { username } of [one, other]) await acceptRequest(id, username);
}
/** Both have written, so that they are contacts. */
export async function acquaint(one: Person, other: Person): Promise<void> {
  await send(one, other, 'hello');
  await send(other, one, 'hello');
}
export const changeMe = ({ token }: Person, body: object) =>
  call(updateHandler, { method: 'PATCH', path: '/me', token, body });
export const typesAt = (socket: string) => gateway.frames(socket).map(({ type }) => type);
