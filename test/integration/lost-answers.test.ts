/**
 * Every route, event and frame with one answer of a database lost on the way: what was asked for was done, and who asked does not know
 * it. Drivers then ask again by themselves, and a repeated operation must not cause an error response.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DegradationRow } from '../../generate/degradation/rows.ts';
import { ensureWebApp } from '../../local/web-app.ts';
import { ensureReference } from '../../openapi/build.ts';
import { Fleet } from '../support/matrices/degradation/fleet.ts';
import type { Proxies } from '../support/matrices/degradation/outages.ts';
import { rows } from '../support/matrices/degradation/rows.ts';

const databases = ['mongodb', 'dynamodb'] as const;
type Database = (typeof databases)[number];

/** How the MongoDB driver greets a server, and looks after it: not part of any request. */
const GREETING = /(?:hello|ismaster)\0/i;

/** Loses the answer to one request, counted from 0; none when there are fewer. @returns how many there have been */
function loseAnswer(proxies: Proxies, database: Database, index: number): () => number {
  let asked = 0;
  proxies[database].decide = (request) => {
    if (GREETING.test(request.toString('latin1'))) return 'pass';
    return asked++ === index ? 'lose the answer' : 'pass';
  };
  return () => asked;
}

/** What was answered, by which answer was lost. */
async function answersOf(fleet: Fleet, row: DegradationRow): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const database of databases) {
    for (let index = 0, asked = 1; index < asked; index++) {
      let count = () => 0;
      const begin = (proxies: Proxies) => {
        count = loseAnswer(proxies, database, index);
      };
      const { [row.key]: outcome } = await fleet.ask({ rows: [row], begin });
      fleet.proxies.restore();
      // Of a request without a fault; one that had a fault asks once more.
      asked = Math.max(index + 1, count() - 1);
      seen[`${database} ${index + 1}`] = outcome?.answer ?? 'nothing';
    }
  }
  return seen;
}

/** Who notices, by the lost answer. */
const toleratedIn: Record<string, Record<string, string>> = {
  // Its question is whether there is an answer.
  'system/health': { 'mongodb 1': '503, names mongodb' },
  // A ticket is good for one attempt, and clients take a new one for each.
  'realtime/connect': { 'dynamodb 1': '401' },
};

let fleet: Fleet;

beforeAll(async () => {
  await Promise.all([ensureWebApp(), ensureReference()]);
  fleet = await Fleet.start();
  await fleet.ask();
}, 60_000);

afterAll(async () => {
  await fleet.close();
  vi.unstubAllEnvs();
  // What cleans up after this file imports the library again, with the environment as it was.
  vi.resetModules();
});

test.each(rows.map((row) => [row.key, row] as const))('%s', async (_, row) => {
  const seen = await answersOf(fleet, row);
  const asIfNothingHappened = Object.fromEntries(
    Object.keys(seen).map((lost) => [lost, toleratedIn[row.key]?.[lost] ?? 'works']),
  );
  expect(seen).toEqual(asIfNothingHappened);
});
