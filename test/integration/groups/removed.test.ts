/** A member who was removed from a group, or has left it, gets of every route about it what a stranger gets. */
import { beforeEach, expect, test } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { handler as showFileHandler } from '../../../functions/attachments/show.ts';
import { handler as muteHandler } from '../../../functions/conversations/mute.ts';
import { handler as pinsHandler } from '../../../functions/conversations/pins.ts';
import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler as updateOwnHandler } from '../../../functions/conversations/update.ts';
import { handler as savedHandler } from '../../../functions/me/saved.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as pinHandler } from '../../../functions/messages/pin.ts';
import { handler as reactHandler } from '../../../functions/messages/react.ts';
import { handler as readersHandler } from '../../../functions/messages/readers.ts';
import { handler as reportHandler } from '../../../functions/messages/report.ts';
import { handler as saveHandler } from '../../../functions/messages/save.ts';
import { handler as unpinHandler } from '../../../functions/messages/unpin.ts';
import { handler as unreactHandler } from '../../../functions/messages/unreact.ts';
import { handler as searchHandler } from '../../../functions/search/messages.ts';
import { type ApiAnswer, call } from '../../support/http/gateway.ts';
import { upload } from '../../support/people/files.ts';
import {
  closeGroup,
  createGroup,
  invite,
  invitesTo,
  listIn,
  membersOf,
  removeMember,
  revoke,
  sendTo,
  setMember,
  showGroup,
  updateGroup,
} from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint, send } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
let mallory: Person;
let id: string;
let message: string;
let own: string;
let file: string;
let since: string;

const about =
  (handler: LambdaHandler, method: string, params: () => Record<string, string>, body?: object) =>
  ({ token }: Person): Promise<ApiAnswer> =>
    call(handler, { method, path: '/x', params: params(), token, ...(body ? { body } : {}) });

const itsId = () => ({ id: message });
const ownId = () => ({ id: own });
const thumb = () => ({ id: message, emoji: '👍' });
const conversation = () => ({ conversation: id });
const search = ({ token }: Person, q: string) =>
  call(searchHandler, { path: '/search', token, query: { q } });

const [CONVERSATION, MESSAGE, FILE] = ['conversation', 'message', 'attachment'].map(
  (what) => `404 ${what}_not_found`,
);

const REQUESTS: Record<string, [expected: string | undefined, ask: (by: Person) => Promise<ApiAnswer>]> = {
  'GET /messages': [CONVERSATION, (by) => listIn(by, id)],
  'POST /messages': [CONVERSATION, (by) => sendTo(by, id, 'hello?')],
  'POST /messages, a forward': [
    MESSAGE,
    (by) => send(by, by, '', { Message: undefined, ForwardOf: message }),
  ],
  'GET /search': [CONVERSATION, (by) => search(by, `in:${id} secret`)],
  'GET /groups/{id}': [CONVERSATION, (by) => showGroup(by, id)],
  'PATCH /groups/{id}': [CONVERSATION, (by) => updateGroup(by, id, { Name: 'Mine' })],
  'DELETE /groups/{id}': [CONVERSATION, (by) => closeGroup(by, id)],
  'GET /groups/{id}/members': [CONVERSATION, (by) => membersOf(by, id)],
  'PUT /groups/{id}/members/{username}': [CONVERSATION, (by) => setMember(by, id, mallory)],
  'PUT /groups/{id}/members/{username}, oneself': [CONVERSATION, (by) => setMember(by, id, by)],
  'PUT /groups/{id}/members/{username}, a role': [CONVERSATION, (by) => setMember(by, id, by, 'owner')],
  'DELETE /groups/{id}/members/{username}': [CONVERSATION, (by) => removeMember(by, id, alice)],
  'POST /groups/{id}/invites': [CONVERSATION, (by) => invite(by, id)],
  'GET /groups/{id}/invites': [CONVERSATION, (by) => invitesTo(by, id)],
  'DELETE /groups/{id}/invites/{invite}': [CONVERSATION, (by) => revoke(by, id, '0123456789abcdef')],
  'GET /conversations/{conversation}/pins': [CONVERSATION, about(pinsHandler, 'GET', conversation)],
  'PUT /conversations/{conversation}/read': [
    CONVERSATION,
    about(readHandler, 'PUT', conversation, { Seq: 1 }),
  ],
  'PUT /conversations/{conversation}/mute': [
    CONVERSATION,
    about(muteHandler, 'PUT', conversation, { Until: '2100-01-01T00:00:00Z' }),
  ],
  'PATCH /conversations/{conversation}': [
    CONVERSATION,
    about(updateOwnHandler, 'PATCH', conversation, { Pinned: true }),
  ],
  'PATCH /messages/{id}': [MESSAGE, about(editHandler, 'PATCH', ownId, { Message: 'edited' })],
  'DELETE /messages/{id}': [MESSAGE, about(deleteHandler, 'DELETE', ownId)],
  'POST /messages/{id}/report': [MESSAGE, about(reportHandler, 'POST', itsId, { Reason: 'abuse' })],
  'GET /messages/{id}/readers': [MESSAGE, about(readersHandler, 'GET', itsId)],
  'PUT /messages/{id}/pin': [MESSAGE, about(pinHandler, 'PUT', itsId)],
  'DELETE /messages/{id}/pin': [MESSAGE, about(unpinHandler, 'DELETE', itsId)],
  'PUT /messages/{id}/saved': [MESSAGE, about(saveHandler, 'PUT', itsId)],
  'PUT /messages/{id}/reactions/{emoji}': [MESSAGE, about(reactHandler, 'PUT', thumb)],
  'DELETE /messages/{id}/reactions/{emoji}': [MESSAGE, about(unreactHandler, 'DELETE', thumb)],
  'GET /attachments/{id}': [FILE, about(showFileHandler, 'GET', () => ({ id: file }))],
};

const outcome = ({ status, body }: ApiAnswer): string => `${status} ${body?.code ?? ''}`.trim();

beforeEach(async () => {
  [alice, bob, mallory] = [
    await createPerson('alice'),
    await createPerson('bob'),
    await createPerson('mallory'),
  ];
  await acquaint(alice, bob);
  id = (await createGroup(alice, [bob])).body.Conversation;
  own = (await sendTo(bob, id, 'mine')).body.Id;
  file = await upload(alice);
  message = (await sendTo(alice, id, 'a secret', { Attachments: [file] })).body.Id;
  expect((await about(saveHandler, 'PUT', itsId)(bob)).status).toBe(204);
  since = String((await listIn(bob, id)).headers['x-sync-token']);
});

test.each(['was removed', 'has left'])('who %s: every route answers as to a stranger', async (how) => {
  expect((await removeMember(how === 'has left' ? bob : alice, id, bob)).status).toBe(204);
  const answers = new Map<string, string[]>();
  for (const [name, [, ask]] of Object.entries(REQUESTS)) {
    const asked = [await ask(bob), await ask(mallory)];
    expect(JSON.stringify(asked), name).not.toContain('secret');
    answers.set(name, asked.map(outcome));
  }
  const expected = Object.entries(REQUESTS).map(([name, [code]]) => [name, [code, code]]);
  expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(expected));
  expect(outcome(await listIn(bob, id, { since }))).toBe(CONVERSATION);
  expect((await search(bob, 'secret')).body.Hits).toEqual([]);
  const saved = await call(savedHandler, { path: '/me/saved', token: bob.token });
  expect(JSON.stringify(saved.body)).not.toContain('secret');
});
