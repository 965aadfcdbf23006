/** After the deletion of an account nothing of it is found in anything that is stored, and nothing that was on its way brings it back. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { pngOf } from '../../../local/demo/png.ts';
import { beforeDatabases } from '../../support/faults/interruptions.ts';
import { pngChunk, pngWith } from '../../support/files/place-samples.ts';
import { call } from '../../support/http/gateway.ts';
import type { Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';

process.env.LINK_PREVIEWS = 'on';
const { mongodb } = await beforeDatabases();
const { handler: logInHandler } = await import('../../../functions/auth/login.ts');
const { handler: blockHandler } = await import('../../../functions/blocks/add.ts');
const { handler: inboxHandler } = await import('../../../functions/conversations/list.ts');
const { handler: readHandler } = await import('../../../functions/conversations/read.ts');
const { handler: deleteHandler } = await import('../../../functions/me/delete.ts');
const { handler: subscribeHandler } = await import('../../../functions/me/subscribe.ts');
const { handler: updateHandler } = await import('../../../functions/me/update.ts');
const { handler: editHandler } = await import('../../../functions/messages/edit.ts');
const { handler: listHandler } = await import('../../../functions/messages/list.ts');
const { handler: saveHandler } = await import('../../../functions/messages/save.ts');
const { handler: reportHandler } = await import('../../../functions/messages/report.ts');
const { handler: sendHandler } = await import('../../../functions/messages/send.ts');
const { sweep } = await import('../../support/server/deletions.ts');
const { upload } = await import('../../support/people/files.ts');
const { createGroup, updateGroup } = await import('../../support/people/groups.ts');
const { createPerson, logInAgain } = await import('../../support/people/people.ts');
const { keepPage } = await import('#lib/previews/store/cache.ts');
const { workOff } = await import('../../support/server/previews.ts');
const { setClock } = await import('#lib/platform/clock.ts');
const { closeSocket, openSocket } = await import('../../support/sockets/sockets.ts');
const { rawSearch } = await import('../../support/server/raw-search.ts');
const { holdNextInsert } = await import('../../model/hold-write.ts');

const headers = { prefer: 'return=representation' };
const send = (from: Person, to: Person, Message: string, more: object = {}) => {
  const body = { User: to.username, Message, ClientId: randomUUID(), ...more };
  return call(sendHandler, { method: 'POST', path: '/messages', token: from.token, body, headers });
};
const edit = ({ token }: Person, id: string, Message: string) =>
  call(editHandler, { method: 'PATCH', path: `/messages/${id}`, params: { id }, token, body: { Message } });
const block = ({ token }: Person, { username }: Person) =>
  call(blockHandler, { method: 'PUT', path: `/blocks/${username}`, params: { username }, token });
const remove = ({ token }: Person) =>
  call(deleteHandler, { method: 'DELETE', path: '/me', token, body: { password: PASSWORD } });
const inbox = async ({ token }: Person) => (await call(inboxHandler, { path: '/conversations', token })).body;

/** The page is known, so that nothing is fetched. */
async function sendLink(from: Person, to: Person, url: string): Promise<void> {
  const page = { title: 'A page', description: '', site: '' };
  await keepPage(url, page, new Date(Date.now() + 60_000));
  const { body } = await send(from, to, `see ${url}`);
  while ((await workOff()) > 0);
  const { body: listed } = await call(listHandler, {
    path: '/messages',
    token: to.token,
    query: { User: from.username },
  });
  expect(listed.find(({ Id }: { Id: string }) => Id === body.Id)).toMatchObject({ Preview: { Url: url } });
}

/** A square that has a text. */
const pictureWith = (text: string): Buffer =>
  pngWith(
    pngOf(8, 8, () => [1, 2, 3]),
    [pngChunk('tEXt', `Comment\0${text}`)],
  );

/** Of the person, and of a group that the person makes. */
async function choosePictures(by: Person, member: Person): Promise<void> {
  const face = await upload(by, {
    name: 'her face.png',
    bytes: pictureWith('bytes of her face'),
    more: { Preview: 'herThumbHash' },
  });
  const { token } = by;
  const body = { avatar: { picture: face } };
  expect((await call(updateHandler, { method: 'PATCH', path: '/me', token, body })).status).toBe(200);
  const group = (await createGroup(by, [member])).body.Conversation;
  const flag = await upload(by, { name: 'her flag.png', bytes: pictureWith('bytes of her flag') });
  expect((await updateGroup(by, group, { Avatar: { picture: flag } })).status).toBe(200);
}

async function twoPeople(haveWritten: boolean): Promise<[Person, Person]> {
  const people = (await Promise.all(['Alice', 'bob'].map(createPerson))) as [Person, Person];
  if (haveWritten) await send(...people, 'before');
  return people;
}

test('a raw search of collections, tables and queues finds nothing of a deleted account', async () => {
  const [alice, bob, carol, dave] = (await Promise.all(
    ['Alice', 'bob', 'carol', 'dave'].map(createPerson),
  )) as [Person, Person, Person, Person];
  const profile = { display_name: 'Her Shown Name', bio: 'Her bio', email: 'her.mail@example.org' };
  const updated = await call(updateHandler, {
    method: 'PATCH',
    path: '/me',
    token: alice.token,
    body: profile,
  });
  expect(updated.status).toBe(200);
  await logInAgain(alice);
  const subscription = {
    Endpoint: 'https://fcm.googleapis.com/fcm/send/her-device',
    Keys: {
      P256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      Auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    },
  };
  const { token } = alice;
  const subscribed = await call(subscribeHandler, {
    method: 'PUT',
    path: '/me/push',
    token,
    body: subscription,
  });
  expect(subscribed.status).toBe(204);
  const socket = await openSocket(alice);
  const { username } = alice;
  await call(logInHandler, { method: 'POST', path: '/Login', body: { username, password: 'a wrong one' } });
  await send(alice, alice, 'her note');
  const { body: hers } = await send(alice, bob, 'her first text');
  const { body: his } = await send(bob, alice, 'his text');
  await sendLink(alice, bob, 'https://example.org/her-link');
  await choosePictures(alice, bob);
  const about = { method: 'POST', path: '/', params: { id: his.Id }, token: alice.token };
  expect((await call(reportHandler, { ...about, body: { Reason: 'spam' } })).status).toBe(201);
  expect((await call(saveHandler, { ...about, method: 'PUT' })).status).toBe(204);
  const mark = { method: 'PUT', path: '/', params: { conversation: bob.username }, token: alice.token };
  expect((await call(readHandler, { ...mark, body: { Seq: his.Seq } })).status).toBe(200);
  // Texts that others do not see: an edit, and a message, while she is blocked.
  expect((await block(bob, alice)).status).toBe(200);
  expect((await edit(alice, hers.Id, 'her edited text')).status).toBe(200);
  expect((await send(alice, bob, 'her unseen text')).status).toBe(201);
  const file = await upload(alice, { name: 'her picture.png' });
  await upload(alice, { name: 'her unsent picture.png', more: { ClientId: 'her-upload' } });
  expect((await send(alice, bob, '', { Attachments: [file] })).status).toBe(201);
  await send(carol, alice, 'text of Carol');
  expect((await block(alice, carol)).status).toBe(200);
  // Before a first message.
  expect((await block(dave, alice)).status).toBe(200);
  const traces = [
    username,
    username.toLowerCase(),
    'Her Shown',
    'Her bio',
    'her.mail',
    'her note',
    'her first',
    'her edited',
    'her unseen',
    'her picture',
    'her unsent',
    'her-upload',
    'her-link',
    'her face',
    'herThumbHash',
    'her flag',
    'her-device',
  ];
  const found = (await rawSearch(traces)).map((each) => each.toLowerCase());
  for (const trace of traces)
    expect(
      found.some((each) => each.includes(trace.toLowerCase())),
      trace,
    ).toBe(true);

  expect((await remove(alice)).status).toBe(204);
  // As API Gateway does with a socket that was closed.
  await closeSocket(socket);
  await sweep();
  expect(await rawSearch(traces)).toEqual([]);
  // What others wrote is theirs.
  const entry = (await inbox(bob)).find(({ Kind }: { Kind: string }) => Kind === 'direct');
  expect(entry).toMatchObject({ User: entry.Conversation, Deleted: true });
  const query = { User: entry.User };
  expect((await call(listHandler, { path: '/messages', token: bob.token, query })).body).toMatchObject([
    { From: 'deleted account', To: bob.username, Message: '' },
    { From: bob.username, To: 'deleted account', Message: 'his text' },
    { From: 'deleted account', To: bob.username, Message: '' },
  ]);
});

/** A send whose second write waits at the door of the database. @returns once it does */
async function holdSend(
  from: Person,
  to: Person,
  Message: string,
): Promise<{ answer: Promise<{ status: number }> }> {
  holdNextInsert(mongodb);
  const answer = send(from, to, Message);
  while (mongodb.holding === 0) await new Promise((resolve) => setImmediate(resolve));
  return { answer };
}

describe.each([
  ['by the deleted account', true],
  ['to the deleted account', false],
])('a send %s that was on its way leaves nothing', (_, isOwn) => {
  test.each([
    ['in a conversation', true],
    ['that begins a conversation', false],
  ])('%s: it arrives before the rest is erased', async (_, isKnown) => {
    const [alice, bob] = await twoPeople(isKnown);
    const { answer } = isOwn
      ? await holdSend(alice, bob, 'her late text')
      : await holdSend(bob, alice, 'his');
    expect((await remove(alice)).status).toBe(204);
    mongodb.release();
    expect((await answer).status).toBe(201);
    await sweep();
    expect(await rawSearch([alice.username, 'her late text'])).toEqual([]);
  });

  test.each([
    ['in a conversation', true],
    ['that begins a conversation', false],
  ])('%s: its function was frozen meanwhile', async (_, isKnown) => {
    const [alice, bob] = await twoPeople(isKnown);
    const { answer } = isOwn
      ? await holdSend(alice, bob, 'her late text')
      : await holdSend(bob, alice, 'his');
    expect((await remove(alice)).status).toBe(204);
    await sweep();
    const thawedAt = Date.now() + 60_000;
    setClock(() => thawedAt);
    mongodb.release();
    await answer;
    setClock();
    expect(await rawSearch([alice.username, 'her late text'])).toEqual([]);
  });
});
