/** GET /attachments/{id}, of a message: functions/attachments/show.ts. Each kind of stranger is tried. */
import { beforeEach, describe, expect, test } from 'vitest';
import { suspend } from '#lib/moderation/moderation.ts';
import { endSession } from '#lib/sessions/sessions.ts';
import { download, PNG, show, upload } from '../../support/people/files.ts';
import { createGroup, removeMember, sendTo, setMember, updateGroup } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint, block, erase, send, unblock } from '../../support/people/two-people.ts';

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

const outcome = async (by: Person, id: string): Promise<string> => {
  const { status, body } = await show(by, id);
  return `${status} ${body.code ?? ''}`.trim();
};
const NOT_FOUND = '404 attachment_not_found';

async function sendFile(from: Person, to: Person): Promise<{ id: string; message: string }> {
  const id = await upload(from);
  const { status, body } = await send(from, to, '', { Attachments: [id] });
  expect(status).toBe(201);
  return { id, message: body.Id };
}

describe('in a direct conversation', () => {
  test('is for the two alone', async () => {
    const { id } = await sendFile(alice, bob);
    expect([await outcome(alice, id), await outcome(bob, id)]).toEqual(['200', '200']);
    expect(await outcome(mallory, id)).toBe(NOT_FOUND);
  });

  test('of a first message is for its receiver, too', async () => {
    const { id } = await sendFile(mallory, bob);
    expect([await outcome(mallory, id), await outcome(bob, id)]).toEqual(['200', '200']);
  });

  test('of a deleted message is for nobody', async () => {
    const { id, message } = await sendFile(alice, bob);
    const before = await show(bob, id);
    expect((await erase(alice, message)).status).toBe(204);
    expect([await outcome(alice, id), await outcome(bob, id)]).toEqual([NOT_FOUND, NOT_FOUND]);
    expect((await fetch(before.body.Url)).status).toBe(404);
  });

  test('sent during a block is for its sender alone, also afterwards', async () => {
    await block(bob, alice.username);
    const { id } = await sendFile(alice, bob);
    expect([await outcome(alice, id), await outcome(bob, id)]).toEqual(['200', NOT_FOUND]);
    await unblock(bob, alice.username);
    expect(await outcome(bob, id)).toBe(NOT_FOUND);
  });

  test('from before a block stays visible, like its message', async () => {
    const { id } = await sendFile(alice, bob);
    await block(bob, alice.username);
    expect([await outcome(alice, id), await outcome(bob, id)]).toEqual(['200', '200']);
  });

  test('is refused to whose account is suspended, or whose session has ended', async () => {
    const { id } = await sendFile(alice, bob);
    await suspend('operator', bob.username, 'a test');
    expect(await outcome(bob, id)).toMatch(/^40[13] /);
    await endSession(alice.username, alice.session);
    expect(await outcome(alice, id)).toBe('401 session_ended');
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
    expect([await outcome(alice, id), await outcome(bob, id)]).toEqual(['200', '200']);
    expect(Buffer.from(await (await download(bob, id)).arrayBuffer())).toEqual(PNG);
    expect(await outcome(mallory, id)).toBe(NOT_FOUND);
  });

  test('from before one joined is visible only where the group shows it', async () => {
    const carol = await createPerson('carol');
    await acquaint(alice, carol);
    expect((await setMember(alice, group, carol)).status).toBeLessThan(300);
    expect(await outcome(carol, id)).toBe(NOT_FOUND);
    await updateGroup(alice, group, { HistoryFrom: 'start' });
    expect(await outcome(carol, id)).toBe('200');
  });

  test('is not for members who were removed, or have left: its sender included', async () => {
    await removeMember(alice, group, bob);
    expect(await outcome(bob, id)).toBe(NOT_FOUND);
    await setMember(alice, group, bob, 'owner');
    await removeMember(alice, group, alice);
    expect(await outcome(alice, id)).toBe(NOT_FOUND);
  });
});

test('ids that are none are unknown', async () => {
  for (const id of ['x', '..', '%00', '$ne', 'a'.repeat(5_000)])
    expect(await outcome(alice, id)).toBe(NOT_FOUND);
});
