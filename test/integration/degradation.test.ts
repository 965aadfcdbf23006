/**
 * Every route, event and frame with each dependency away, alone: each cell of docs/degradation.md, which is written from the
 * declarations. Real handlers, drivers and servers: only the network between them is broken.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { asksFiles, type DegradationRow, OUTAGES, type OutageName } from '../../generate/degradation/rows.ts';
import { ensureWebApp } from '../../local/web-app.ts';
import { ensureReference } from '../../openapi/build.ts';
import { timeoutOf } from '../support/matrices/degradation/environment.ts';
import { Fleet, type Outcomes } from '../support/matrices/degradation/fleet.ts';
import { outages } from '../support/matrices/degradation/outages.ts';
import { rows } from '../support/matrices/degradation/rows.ts';
import { cellOf } from '../support/matrices/degradation/trials.ts';

/** Clients give up after this. */
const BOUND_MS = 5_000;

/** They wait more than they work. */
const MANY = 20;

/** A machine that is busy with other tests also reaches the default of 300 ms while everything is there. */
const PATIENT = { PUSH_TIMEOUT_MS: '1500' };

let control: Outcomes;
let coldStart: unknown[];
const during = {} as Record<OutageName, Outcomes>;
/** Of what did not work while it lasted: the next request of the same environment. */
const after = {} as Record<OutageName, Outcomes>;

/** Only those whose code can ask it: with over a hundred others the file would take a fifth longer. */
const asked = (name: OutageName): DegradationRow[] =>
  OUTAGES[name] === 'files' ? rows.filter(asksFiles) : rows;

async function observe(fleet: Fleet, name: OutageName, atOnce?: number): Promise<void> {
  const seen = await fleet.ask({ rows: asked(name), begin: outages[name], ...(atOnce ? { atOnce } : {}) });
  during[name] = seen;
  fleet.proxies.restore();
  const impaired = asked(name).filter((row) => cell(name, row.key) !== 'works');
  after[name] = await fleet.ask({ rows: impaired });
}

async function observeInTurn(fleet: Fleet, names: OutageName[], atOnce?: number): Promise<void> {
  for (const name of names) await observe(fleet, name, atOnce);
}

/** The first request of an environment, and the one after the outage. */
async function observeColdStart(): Promise<void> {
  const fleet = await Fleet.start(rows.filter(({ name }) => name === 'messages/list'));
  const first = await fleet.ask({ begin: outages['MongoDB refuses'] });
  fleet.proxies.restore();
  const second = await fleet.ask();
  coldStart = [first, second].map((seen) => seen['messages/list']?.answer);
  await fleet.close();
}

const cell = (name: OutageName, key: string): string => cellOf(during[name][key], control[key]);

beforeAll(async () => {
  await Promise.all([ensureWebApp(), ensureReference()]);
  const [warm, cold] = [await Fleet.start(rows, PATIENT), await Fleet.start()];
  control = await warm.ask();
  // Some at a time, so that what is there answers in time.
  await observeInTurn(warm, [
    'push endpoint refuses',
    'push endpoint falls silent',
    'queue refuses',
    'queue falls silent',
    'S3 refuses',
    'S3 falls silent',
  ]);
  await observeInTurn(warm, ['DynamoDB throttles'], MANY);
  // All at once, as each waits for seconds, and nothing works.
  await observeInTurn(warm, ['MongoDB refuses', 'MongoDB falls silent'], rows.length);
  await observeInTurn(cold, ['MongoDB is silent at a cold start'], rows.length);
  // Last, because an environment leaves out limits for a while after it.
  await observeInTurn(warm, ['DynamoDB refuses'], MANY);
  await observeInTurn(cold, ['DynamoDB falls silent'], MANY);
  await observeColdStart();
  await Promise.all([warm.close(), cold.close()]);
}, 300_000);

afterAll(() => {
  vi.unstubAllEnvs();
  // What cleans up after this file imports the library again, with the environment as it was.
  vi.resetModules();
});

test('with everything there, everything works', () => {
  const answers = rows.map((row) => `${row.key}: ${control[row.key]?.answer}`);
  expect(answers).toEqual(rows.map((row) => `${row.key}: works`));
});

const names = Object.keys(OUTAGES) as OutageName[];

test.each(rows)('$key', (row) => {
  const tried = names.filter((name) => asked(name).includes(row));
  const expected = tried.map((name) => [name, row.expected[OUTAGES[name]]]);
  expect(Object.fromEntries(tried.map((name) => [name, cell(name, row.key)]))).toEqual(
    Object.fromEntries(expected),
  );
});

describe.each(names)('%s', (name) => {
  test('answers in time', () => {
    const times = asked(name).map((row) => ({
      key: row.key,
      timeout: timeoutOf(row.name),
      ...during[name][row.key],
    }));
    const late = times.filter(
      ({ milliseconds = Infinity, timeout }) => milliseconds >= Math.min(BOUND_MS, timeout),
    );
    expect(late).toEqual([]);
  });

  test('is over with the next request', () => {
    const answers = Object.entries(after[name]).map(([key, { answer }]) => [key, answer]);
    expect(answers.length).toBeGreaterThan(0);
    expect(answers).toEqual(answers.map(([key]) => [key, 'works']));
  });
});

test('a cold start while MongoDB refuses is over with the next request, too', () => {
  expect(coldStart).toEqual(['503', 'works']);
});

test.each(['push endpoint refuses', 'push endpoint falls silent', 'DynamoDB throttles'] as const)(
  'after %s pushes arrive again with the next request',
  (name) => {
    for (const [key, outcome] of Object.entries(after[name]))
      expect(cellOf(outcome, control[key]), key).toBe('works');
  },
);
