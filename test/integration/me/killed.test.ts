/**
 * Deleting an account whose functions are killed at each of their requests to databases and queue: what was begun finishes by itself.
 * Each step is tried with the request never sent, and with its answer lost.
 */
import { expect, test } from 'vitest';
import { handler as blockHandler } from '../../../functions/blocks/add.ts';
import { handler as deleteHandler } from '../../../functions/me/delete.ts';
import { handler as meHandler } from '../../../functions/me/show.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { sweep } from '../../support/server/deletions.ts';
import { interceptRequests, killAt, type Moment } from '../../support/server/kill.ts';
import { rawSearch } from '../../support/server/raw-search.ts';

interceptRequests();

/**
 * Every how many-th step is tried; 1 for all of them. A death after a step leaves what a death before the next one does, so that with
 * both moments every second step leaves everything that can be left.
 */
const EVERY = Number(process.env.KILLED_EVERY ?? 2);

const send = ({ token }: Person, { username }: Person, Message: string) =>
  call(sendHandler, { method: 'POST', path: '/messages', token, body: { User: username, Message } });
const remove = ({ token }: Person) =>
  call(deleteHandler, { method: 'DELETE', path: '/me', token, body: { password: PASSWORD } });

const bob = await createPerson('bob');
const carol = await createPerson('carol');

async function aPersonWithTraces(): Promise<Person> {
  const alice = await createPerson('alice');
  await send(alice, bob, 'her text');
  await send(bob, alice, 'his text');
  await send(alice, alice, 'her note');
  const params = { username: alice.username };
  await call(blockHandler, { method: 'PUT', path: '/', params, token: carol.token });
  return alice;
}

const moments: Moment[] = ['before', 'after'];

test.each(moments)(
  'the request is killed %s each step',
  async (moment) => {
    for (let step = 1, isKilled = true; isKilled; step += EVERY) {
      const alice = await aPersonWithTraces();
      isKilled = await killAt(step, moment, () => remove(alice));
      const isMarked = (await call(meHandler, { path: '/me', token: alice.token })).status === 401;
      // Before it was marked nothing has happened.
      if (!isMarked) expect(step).toBeLessThan(12);
      else {
        await sweep();
        expect(await rawSearch([alice.username]), `step ${step}`).toEqual([]);
      }
    }
  },
  120_000,
);

test.each(moments)(
  'the sweep is killed %s each step, and the next one goes on',
  async (moment) => {
    for (let step = 1, isKilled = true; isKilled; step += EVERY) {
      const alice = await aPersonWithTraces();
      expect((await remove(alice)).status).toBe(204);
      isKilled = await killAt(step, moment, () => sweep());
      if (isKilled) await sweep();
      expect(await rawSearch([alice.username]), `step ${step}`).toEqual([]);
    }
  },
  120_000,
);
