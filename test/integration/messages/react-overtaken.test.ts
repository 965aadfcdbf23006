/** A reaction that is overtaken between its two writes: the message and the inbox's copy of it stay the same. */
import { afterEach, expect, test } from 'vitest';
import { untilHeld } from '../../model/hold-write.ts';
import { TcpFaults } from '../../support/faults/tcp-faults.ts';

const network = new TcpFaults(process.env.MONGODB_URI ?? '');
process.env.MONGODB_URI = `mongodb://${await network.listen()}/?directConnection=true`;
const { createPerson } = await import('../../support/people/people.ts');
const { list, row, send } = await import('../../support/people/two-people.ts');
const { EMOJI_MAX, react } = await import('#lib/messages/reactions.ts');
const { setClock } = await import('#lib/platform/clock.ts');
const { collection } = await import('#lib/platform/mongo.ts');
const { toObjectId } = await import('#lib/messages/store/messages.ts');

afterEach(() => setClock());

test('by one that takes the last free place, which the copy had given to it', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  const { Id: id } = (await send(alice, bob, 'hi')).body;
  const admitted = Promise.resolve();
  const emoji = [...'😀😁😂🤣😃😄😅😆😉😊😋😎😍😘😗😙😚🙂🤗🤩🤔'];
  for (const each of emoji.slice(0, EMOJI_MAX - 1)) await react(bob.username, id, each, admitted);
  const first = react(alice.username, id, emoji[EMOJI_MAX - 1] ?? '', admitted).then(
    () => 'made',
    ({ code }) => code,
  );
  await untilHeld(
    network,
    first.then(() => undefined),
  );
  await react(bob.username, id, emoji[EMOJI_MAX] ?? '', admitted);
  network.release();
  expect(await first).toBe('too_many_reactions');
  const message = await collection('messages').findOne({ _id: toObjectId(id) });
  const made = ((message?.reactions ?? []) as { emoji: string }[]).map((each) => each.emoji);
  expect(made).toEqual(emoji.toSpliced(EMOJI_MAX - 1, 1));
  expect((await row(alice)).LastMessage.Reactions.map(({ Emoji }: { Emoji: string }) => Emoji)).toEqual(made);
});

test('by another one of the same emoji: both have the people in the same order', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  const { Id: id } = (await send(alice, bob, 'hi')).body;
  const first = react(alice.username, id, '👍', Promise.resolve());
  await untilHeld(
    network,
    first.then(() => undefined),
  );
  await react(bob.username, id, '👍', Promise.resolve());
  network.release();
  await first;
  expect((await list(alice, bob)).body[0].Reactions).toEqual([
    { Emoji: '👍', By: [bob.username, alice.username] },
  ]);
  // The inbox relies on its copy once the send cannot be under way any more.
  setClock(() => Date.now() + 60_000);
  expect((await row(alice)).LastMessage).toEqual((await list(alice, bob)).body[0]);
});
