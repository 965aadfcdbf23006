/** GET /attachments/{id}, of a message: functions/attachments/show.ts. Each kind of stranger is tried. */
import { beforeEach, describe, expect, test } from 'vitest';
import { suspend } from '#lib/moderation/moderation.ts';
import { setClock } from '#lib/platform/clock.ts';
import { endSession } from '#lib/sessions/sessions.ts';
import { handler as showHandler } from '../../../functions/attachments/show.ts';
import { call } from '../../support/http/gateway.ts';
import { download, PNG, request, show, upload } from '../../support/people/files.ts';
import { createGroup, removeMember, sendTo, setMember, updateGroup } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import {
  accessOf,
  codeOf,
  deleteAccount,
  MINUTE,
  sendFile as sendFileTo,
} from '../../support/people/sent-files.ts';
import { acquaint, answer, block, erase, unblock } from '../../support/people/two-people.ts';
import { sweep as sweepAccounts } from '../../support/server/deletions.ts';

let alice: Person;
let bob: Person;
let mallory: Person;
beforeEach(async () => {
  [alice, bob, mallory] = [
    await createPerson('alice'),
    await createPerson('bob'),
    await createPerson('mallory'),
  ];
  await acquaint(alice, bob);
});

const NOT_FOUND = '404 attachment_not_found';

async function sendFile(from: Person, to: Person): Promise<{ id: string; message: string }> {
  const id = await upload(from);
  return { id, message: await sendFileTo(from, to, id) };
}

describe('in a direct conversation', () => {
  test('is for the two alone', async () => {
    const { id } = await sendFile(alice, bob);
    expect([await accessOf(alice, id), await accessOf(bob, id)]).toEqual(['200', '200']);
    expect(await accessOf(mallory, id)).toBe(NOT_FOUND);
  });

  test('of a first message is for its receiver, too', async () => {
    const { id } = await sendFile(mallory, bob);
    expect([await accessOf(mallory, id), await accessOf(bob, id)]).toEqual(['200', '200']);
  });

  test('of a deleted message is for nobody', async () => {
    const { id, message } = await sendFile(alice, bob);
    const before = await show(bob, id);
    expect((await erase(alice, message)).status).toBe(204);
    expect([await accessOf(alice, id), await accessOf(bob, id)]).toEqual([NOT_FOUND, NOT_FOUND]);
    expect((await fetch(before.body.Url)).status).toBe(404);
  });

  test('sent during a block is for its sender alone, also afterwards', async () => {
    await block(bob, alice.username);
    const { id } = await sendFile(alice, bob);
    expect([await accessOf(alice, id), await accessOf(bob, id)]).toEqual(['200', NOT_FOUND]);
    await unblock(bob, alice.username);
    expect(await accessOf(bob, id)).toBe(NOT_FOUND);
  });

  test('is for its owner alone before it is sent, or announced only', async () => {
    const { body } = await request(alice);
    for (const id of [body.Id, await upload(alice)])
      expect([await accessOf(alice, id), await accessOf(bob, id)]).toEqual(['200', NOT_FOUND]);
  });

  test('needs a token, that of an account that is there', async () => {
    const { id } = await sendFile(bob, alice);
    expect(await codeOf(call(showHandler, { path: `/attachments/${id}`, params: { id } }))).toBe(
      '401 unauthenticated',
    );
    expect(await accessOf({ ...alice, token: `${alice.token}x` }, id)).toBe('401 invalid_token');
    expect((await deleteAccount(alice)).status).toBe(204);
    expect(await accessOf(alice, id)).toBe('401 session_ended');
    expect(await accessOf(bob, id)).toBe('200');
  });

  test('of a deleted account is for nobody', async () => {
    const { id } = await sendFile(alice, bob);
    await deleteAccount(alice);
    await sweepAccounts();
    expect([await accessOf(alice, id), await accessOf(bob, id)]).toEqual(['401 session_ended', NOT_FOUND]);
  });

  test('of a request is for both, also when it is ignored', async () => {
    const { id } = await sendFile(mallory, bob);
    await answer(bob, mallory, 'ignore');
    const seen = [await accessOf(mallory, id), await accessOf(bob, id), await accessOf(alice, id)];
    expect(seen).toEqual(['200', '200', NOT_FOUND]);
  });

  test('has an address that expires, and that nobody can alter', async () => {
    const { id } = await sendFile(alice, bob);
    setClock(() => Date.now() - 6 * MINUTE);
    const expired = (await show(bob, id)).body.Url;
    setClock();
    expect((await fetch(expired)).status).toBe(403);
    const { Url } = (await show(bob, id)).body;
    expect((await fetch(Url)).status).toBe(200);
    const other = await upload(alice);
    for (const altered of [
      Url.replace(id, other),
      Url.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000'),
      Url.split('?')[0],
    ])
      expect((await fetch(altered)).status).toBe(403);
    expect((await fetch(Url, { method: 'DELETE' })).status).toBe(403);
  });

  test('from before a block stays visible, like its message', async () => {
    const { id } = await sendFile(alice, bob);
    await block(bob, alice.username);
    expect([await accessOf(alice, id), await accessOf(bob, id)]).toEqual(['200', '200']);
  });

  test('is refused to whose account is suspended, or whose session has ended', async () => {
    const { id } = await sendFile(alice, bob);
    await suspend('operator', bob.username, 'a test');
    expect(await accessOf(bob, id)).toMatch(/^40[13] /);
    await endSession(alice.username, alice.session);
    expect(await accessOf(alice, id)).toBe('401 session_ended');
  });
});

describe('in a group', () => {
  let group: string;
  let id: string;
  beforeEach(async () => {
    group = (await createGroup(alice, [bob], { HistoryFrom: 'join' })).body.Conversation;
    id = await upload(alice);
    expect((await sendTo(alice, group, '', { Attachments: [id] })).status).toBe(201);
  });

  test('is for its members', async () => {
    expect([await accessOf(alice, id), await accessOf(bob, id)]).toEqual(['200', '200']);
    expect(Buffer.from(await (await download(bob, id)).arrayBuffer())).toEqual(PNG);
    expect(await accessOf(mallory, id)).toBe(NOT_FOUND);
  });

  test('from before one joined is visible only where the group shows it', async () => {
    const carol = await createPerson('carol');
    await acquaint(alice, carol);
    expect((await setMember(alice, group, carol)).status).toBeLessThan(300);
    expect(await accessOf(carol, id)).toBe(NOT_FOUND);
    await updateGroup(alice, group, { HistoryFrom: 'start' });
    expect(await accessOf(carol, id)).toBe('200');
  });

  test('is not for members who were removed, or have left: its sender included', async () => {
    await removeMember(alice, group, bob);
    expect(await accessOf(bob, id)).toBe(NOT_FOUND);
    await setMember(alice, group, bob, 'owner');
    await removeMember(alice, group, alice);
    expect(await accessOf(alice, id)).toBe(NOT_FOUND);
  });
});

test('ids that are none are unknown', async () => {
  for (const id of ['x', '..', '%00', '$ne', 'a'.repeat(5_000)])
    expect(await accessOf(alice, id)).toBe(NOT_FOUND);
});
