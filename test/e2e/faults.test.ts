/** The network between the parts fails in every way; nothing is lost or doubled. `npm run faults` does the same at full count. */
import { afterAll, expect, test } from 'vitest';
import { gather, settle, talk } from '../faults/crowd.ts';
import { type Network, startNetwork } from '../faults/network.ts';
import { prove } from '../faults/proof.ts';
import type { Rates } from '../support/tcp-faults.ts';

const SENDS = 200;

let network: Network | undefined;
afterAll(() => network?.stop());

const start = async () => {
  await network?.stop();
  network = await startNetwork({ seed: '1', environments: 6 });
  return network;
};

test('messages are stored once and in order while connections are cut everywhere', async () => {
  const { wires, setRates, ...rest } = await start();
  const crowd = await gather({ wires, setRates, ...rest }, 6);
  const broken: Rates = {
    'lose the answer': 0.1,
    cut: 0.02,
    'half a request': 0.02,
    'half an answer': 0.02,
    delay: 0.02,
  };
  setRates({ clients: broken, mongodb: broken, dynamodb: broken, push: broken });
  const stopped = new AbortController().signal;
  await talk(crowd, { name: 'Faults', sends: SENDS, pauseMs: 0, tell: () => {}, stopped });
  setRates({});
  await settle();
  const proof = await prove({ wires, setRates, ...rest }, crowd);
  crowd.close();
  expect(proof).toMatchObject({ acknowledged: SENDS, stored: SENDS, duplicates: [], lost: [], wrong: [] });
  // It was no fair weather.
  for (const { counts } of Object.values(wires)) expect(counts['lose the answer']).toBeGreaterThan(10);
  expect(proof.frames.arrived).toBeGreaterThan(proof.frames.due * 0.5);
});

test('a write whose acknowledgement is lost twice is acknowledged all the same, at the first attempt', async () => {
  const running = await start();
  const { wires } = running;
  const crowd = await gather(running, 3);
  const [chat] = crowd.people.values();
  await chat?.messages.send({ User: 'person-1', Message: 'before', ClientId: 'before' });
  for (const command of ['findAndModify', 'insert']) {
    let losses = 2;
    wires.mongodb.decide = (request) =>
      request.includes(`${command}\0`) && losses-- > 0 ? 'lose the answer' : 'pass';
    const asked = wires.clients.counts.pass ?? 0;
    await chat?.messages.send({ User: 'person-1', Message: command });
    expect(losses).toBeLessThanOrEqual(0);
    expect(wires.clients.counts.pass).toBe(asked + 1);
  }
  crowd.close();
  const { stored } = await prove(running, { ...crowd, acknowledged: [], people: new Map() });
  expect(stored).toBe(3);
});
