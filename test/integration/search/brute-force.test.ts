/**
 * A search finds the messages that a scan of all visible messages finds, in the same order, after edits, deletions, blocks and leaving.
 * `npm run model:search` tries 2,000 cases.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchMessages } from '#lib/search/search.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { type Query, queryOf } from '../../model/search/language.ts';
import { makeWorld, step, take, type World } from '../../model/search/world.ts';
import { call } from '../../support/http/gateway.ts';
import type { Person } from '../../support/people/people.ts';

const CASES = Number(process.env.SEARCH_CASES ?? 60);
/** The same seed makes the same cases. */
const SEED = Number(process.env.SEARCH_SEED ?? Date.now() % 2 ** 31);
/** Then a new world begins, so that the scans stay short. */
const CASES_PER_WORLD = 40;

interface Shown {
  Id: string;
  Message: string;
  From: string;
  DeletedAt: string | null;
  System: object | null;
}

/** All that a person sees, newest first. */
async function scan({ token }: Person, { conversations }: World): Promise<Shown[]> {
  const pages = await Promise.all(
    conversations.map((Conversation) =>
      call(listHandler, { path: '/messages', token, query: { Conversation, limit: '200' } }),
    ),
  );
  const all = pages.flatMap(({ status, body }): Shown[] => (status === 200 ? body : []));
  for (const { headers } of pages) if (headers.link) throw new Error('A scan takes one page');
  return all
    .filter(({ DeletedAt, System }) => !DeletedAt && !System)
    .sort((one, other) => (one.Id < other.Id ? 1 : -1));
}

async function searchAll({ username }: Person, { typed }: Query, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const { found, next } = await searchMessages(username, { q: typed, limit, after });
    expect(found.Incomplete).toBe(false);
    ids.push(...found.Hits.map(({ Message }) => Message.Id));
    after = next;
  } while (after);
  return ids;
}

test(`finds what a scan finds, in ${CASES} cases (SEARCH_SEED=${SEED})`, { timeout: 3_600_000 }, async () => {
  let hits = 0;
  for (let done = 0; done < CASES; done += CASES_PER_WORLD) {
    const world = await makeWorld();
    const { people } = world;
    const cases = fc.sample(
      fc.record({
        steps: fc.array(step, { minLength: 1, maxLength: 6 }),
        query: queryOf(people),
        by: fc.nat({ max: people.length - 1 }),
        limit: fc.integer({ min: 1, max: 7 }),
      }),
      { numRuns: Math.min(CASES_PER_WORLD, CASES - done), seed: SEED + done },
    );
    for (const [index, { steps, query, by, limit }] of cases.entries()) {
      for (const each of steps) await take(world, each);
      const person = people[by] as Person;
      const seen = await scan(person, world);
      const wanted = seen.filter((message) => query.matches(message)).map(({ Id }) => Id);
      const what = JSON.stringify({ case: done + index, by: person.username, query: query.typed, limit });
      expect(await searchAll(person, query, limit), what).toEqual(wanted);
      hits += wanted.length;
    }
  }
  // Otherwise it would compare nothing with nothing.
  expect(hits).toBeGreaterThan(CASES / 4);
});
