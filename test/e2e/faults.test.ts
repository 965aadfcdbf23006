/** The network between the parts fails in every way; nothing is lost or doubled. `npm run faults` does the same at full count. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Crowd, gather, settle, talk } from '../faults/crowd.ts';
import { type Network, startNetwork } from '../faults/network.ts';
import { prove } from '../faults/proof.ts';
import { history, texts } from '../support/clients/sdk.ts';
import type { Rates } from '../support/faults/tcp-faults.ts';

const SENDS = 200;

let network: Network;
let crowd: Crowd;
beforeAll(async () => {
  network = await startNetwork({ seed: '1', environments: 4 });
  crowd = await gather(network, 6);
});
afterAll(async () => {
  crowd?.close();
  await network?.stop();
});

test('messages are stored once and in order while connections are cut everywhere', async () => {
  const broken: Rates = {
    'lose the answer': 0.1,
    cut: 0.02,
    'half a request': 0.02,
    'half an answer': 0.02,
    delay: 0.02,
  };
  const silent: Rates = { ...broken, 'say nothing': 0.01 };
  network.setRates({ clients: broken, mongodb: silent, dynamodb: silent, push: silent });
  const stopped = new AbortController().signal;
  await talk(crowd, { name: 'Faults', sends: SENDS, pauseMs: 0, tell: () => {}, stopped });
  network.setRates({});
  await settle();
  const proof = await prove(network, crowd);
  expect(proof).toMatchObject({ acknowledged: SENDS, stored: SENDS, duplicates: [], lost: [], wrong: [] });
  // It was no fair weather.
  for (const { counts } of Object.values(network.wires))
    expect(counts['lose the answer']).toBeGreaterThan(10);
  const { mongodb, dynamodb, push } = network.wires;
  const swallowed = [mongodb, dynamodb, push].map(({ counts }) => counts['say nothing'] ?? 0);
  expect(Math.max(...swallowed)).toBeGreaterThan(0);
  expect(proof.frames.arrived).toBeGreaterThan(proof.frames.due * 0.5);
});

test('a write whose acknowledgement is lost twice is acknowledged all the same, at the first attempt', async () => {
  const { clients, mongodb } = network.wires;
  const [chat] = crowd.people.values();
  if (!chat) throw new Error('There is no client');
  for (const command of ['findAndModify', 'insert']) {
    let losses = 2;
    mongodb.decide = (request) =>
      request.includes(`${command}\0`) && losses-- > 0 ? 'lose the answer' : 'pass';
    const asked = clients.counts.pass ?? 0;
    // Without a ClientId, by which a second attempt of the client would be recognised.
    await chat.messages.send({ User: 'person-1', Message: command });
    mongodb.decide = undefined;
    expect(losses).toBeLessThanOrEqual(0);
    expect(clients.counts.pass).toBe(asked + 1);
    expect(texts(await history(chat, 'person-1')).filter((text) => text === command)).toEqual([command]);
  }
});
