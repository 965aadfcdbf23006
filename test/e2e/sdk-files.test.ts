/** Files through the SDK, against a running product. */
import { afterEach, expect, inject, test } from 'vitest';
import type { CoreChat } from '#sdk';
import { sunset } from '../../local/demo/png.ts';
import { closeClients, loggedIn } from '../support/clients/sdk.ts';
import { newName } from '../support/people/names.ts';

const url = inject('productUrl');
afterEach(() => closeClients());

/** People who know each other. */
async function friends(): Promise<[CoreChat, CoreChat, string, string]> {
  const [me, peer] = [newName('alice'), newName('bob')];
  const [alice, bob] = [await loggedIn(url, me), await loggedIn(url, peer)];
  await bob.send(me, 'Hello').settled;
  await alice.conversations.answer(peer, 'accept');
  return [alice, bob, peer, me];
}

const bytesAt = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer());

test('a removed member gets no address of the files in the group', async () => {
  const [alice, bob, name] = await friends();
  const { Conversation: group } = await alice.groups.create({ Name: 'Harbour', Members: [name] });
  const picture = sunset(120, 80);
  const file = await alice.attachments.prepare({ name: 'harbour.png', bytes: picture });
  const { Attachments: [sent] = [] } = await alice.send(group, '', { files: [file] }).settled;
  const id = sent?.Id ?? '';
  expect(sent).toMatchObject({ Name: 'harbour.png', Type: 'image/png', Width: 120, Height: 80 });
  expect(await bytesAt(await bob.attachments.urlOf(id))).toEqual(picture);
  await alice.groups.remove(group, name);
  const again = bob.attachments.urlOf(id, { isFresh: true });
  await expect(again).rejects.toMatchObject({ code: 'attachment_not_found' });
});

test('an address that is altered, and a file of another person, are refused', async () => {
  const [alice, bob, , me] = await friends();
  const stranger = await loggedIn(url, newName('carol'));
  const file = await alice.attachments.upload({ name: 'notes.txt', bytes: Buffer.from('Chapter one') });
  for (const other of [bob, stranger]) {
    await expect(other.attachments.urlOf(file.id)).rejects.toMatchObject({ code: 'attachment_not_found' });
    const stolen = other.messages.send({ User: me, Attachments: [file.id] });
    await expect(stolen).rejects.toMatchObject({ code: 'attachment_not_found' });
  }
  const own = await alice.attachments.urlOf(file.id);
  expect((await bytesAt(own)).toString()).toBe('Chapter one');
  expect((await fetch(own.replace(/(X-Amz-Expires=)\d+/, '$1600000'))).status).toBe(403);
});

test('deleting a message ends the address of its file', async () => {
  const [alice, , name] = await friends();
  const file = await alice.attachments.prepare({ name: 'notes.txt', bytes: Buffer.from('Chapter one') });
  const { Id, Attachments: [sent] = [] } = await alice.send(name, 'Notes', { files: [file] }).settled;
  const address = await alice.attachments.urlOf(sent?.Id ?? '');
  await alice.conversation(name).delete(Id);
  await expect(alice.attachments.urlOf(sent?.Id ?? '', { isFresh: true })).rejects.toMatchObject({
    code: 'attachment_not_found',
  });
  expect((await fetch(address)).status).toBe(404);
});
