/** The rule that makes order not matter: a message only takes a change of a higher version, and none once deleted. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { changeMessage } from '#lib/messages/store/changes.ts';
import { findMessage, insertMessage, newMessageId } from '#lib/messages/store/messages.ts';

async function insert(version: number): Promise<string> {
  const id = newMessageId();
  const times = { sentAt: new Date(), editedAt: null, deletedAt: null };
  const names = { conversation: randomUUID(), from: 'alice', to: 'bob' };
  await insertMessage(
    { id, ...names, ...times, text: 'original', seq: version, version, clientId: null },
    null,
  );
  return id;
}

test('an edit that arrives after a later one changes nothing', async () => {
  const id = await insert(1);
  expect(await changeMessage(id, 3, { text: 'third' })).toMatchObject({ text: 'third', version: 3 });
  expect(await changeMessage(id, 2, { text: 'second' })).toBeNull();
  expect(await findMessage(id)).toMatchObject({ text: 'third', version: 3 });
});

test('an edit with a later version does not bring a deleted message back', async () => {
  const id = await insert(1);
  await changeMessage(id, 2, { text: '', deletedAt: new Date() });
  expect(await changeMessage(id, 3, { text: 'back again' })).toBeNull();
  expect(await findMessage(id)).toMatchObject({ text: '', version: 2 });
});
