/** The smoke test of a deployment, on a running stack: passes on a working one, and names faults. */
import { expect, inject, test } from 'vitest';
import { smokeTest } from '../../deploy/smoke.ts';

const url = inject('productUrl');

test('two people come, talk and leave nothing behind', async () => {
  const steps: string[] = [];
  await smokeTest({ url, onStep: (step) => steps.push(step) });
  expect(steps.map((step) => step.replace(/-[0-9a-f]{12}$/, ''))).toEqual([
    'register and log in (alice)',
    'register and log in (bob)',
    'open a WebSocket',
    'ping',
    'send',
    'receive on the WebSocket',
    'list',
    'search',
    'send a file',
    'delete smoke-alice',
    'delete smoke-bob',
  ]);
  const names = await fetch(`${url}/Users?prefix=smoke-`);
  expect(await names.json()).toEqual([]);
});

test('reports an address without a server, or with another server', async () => {
  const onStep = () => {};
  await expect(smokeTest({ url: 'http://127.0.0.1:1', onStep })).rejects.toThrow(
    'POST /Register at http://127.0.0.1:1 got no answer',
  );
  await expect(smokeTest({ url: `${url}/elsewhere`, onStep })).rejects.toThrow(
    /^POST \/Register answered 404 instead of 201: .*route_not_found.* \(request \S+\)$/,
  );
});

test('another build than the one that was sent fails before anybody registers', async () => {
  const steps: string[] = [];
  const onStep = (step: string) => steps.push(step);
  const another = smokeTest({ url, build: '0123456789ab', buildTimeoutMs: 1, onStep });
  await expect(another).rejects.toThrow(
    /^The build local answers at http:\S+, not 0123456789ab, after 0.001 s$/,
  );
  expect(steps).toEqual([]);
  await smokeTest({ url, build: 'local', onStep });
  expect(steps[0]).toBe('build local');
});

test('a socket that stays silent fails in time, and the accounts are deleted all the same', async () => {
  const steps: string[] = [];
  // No frame arrives in a thousandth of a second.
  const silent = smokeTest({ url, onStep: (step) => steps.push(step), frameTimeoutMs: 1 });
  await expect(silent).rejects.toThrow(/^The WebSocket (did not open|brought no pong) within 1 ms$/);
  expect(steps.filter((step) => step.startsWith('delete'))).toHaveLength(2);
});
