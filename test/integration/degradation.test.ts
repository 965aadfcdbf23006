/**
 * Every route, event and frame with each dependency away, alone; `npm run degradation` writes what is seen here to
 * docs/degradation.md. Real handlers, drivers and servers: only the network between them is broken.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ensureWebApp } from '../../local/web-app.ts';
import { ensureReference } from '../../openapi/build.ts';
import { cellOf, toDocument } from '../support/degradation/document.ts';
import { timeoutOf } from '../support/degradation/environment.ts';
import { expectations } from '../support/degradation/expectations.ts';
import { Fleet, type Outcomes } from '../support/degradation/fleet.ts';
import { type Outage, type OutageName, outages } from '../support/degradation/outages.ts';
import { keyOf, rows } from '../support/degradation/rows.ts';

const DOCUMENT = join(import.meta.dirname, '../../docs/degradation.md');

/** Whoever waits longer has gone. */
const BOUND_MS = 5_000;

let control: Outcomes;
let coldStart: unknown[];
const during = {} as Record<OutageName, Outcomes>;
/** Of what did not work while it lasted: the next request of the same environment. */
const after = {} as Record<OutageName, Outcomes>;

async function observe(fleet: Fleet, name: OutageName, atOnce?: number): Promise<void> {
  const { begin }: Outage = outages[name];
  const seen = await fleet.ask({ begin, ...(atOnce ? { atOnce } : {}) });
  during[name] = seen;
  fleet.proxies.restore();
  const impaired = rows.filter((row) => cell(name, keyOf(row)) !== 'works');
  after[name] = await fleet.ask({ rows: impaired });
}

async function observeInTurn(fleet: Fleet, names: OutageName[], atOnce?: number): Promise<void> {
  for (const name of names) await observe(fleet, name, atOnce);
}

/** The first request of an environment, and the one after the outage. */
async function observeColdStart(): Promise<void> {
  const fleet = await Fleet.start(rows.filter(({ name }) => name === 'messages/list'));
  const first = await fleet.ask({ begin: outages['MongoDB refuses'].begin });
  fleet.proxies.restore();
  const second = await fleet.ask();
  coldStart = [first, second].map((seen) => seen['messages/list']?.answer);
  await fleet.close();
}

const cell = (name: OutageName, key: string): string => cellOf(during[name][key], control[key]);

beforeAll(async () => {
  await Promise.all([ensureWebApp(), ensureReference()]);
  const [warm, cold] = [await Fleet.start(), await Fleet.start()];
  control = await warm.ask();
  // Some at a time, as pushes end after 300 ms; then all at once, as each waits for seconds.
  await observeInTurn(warm, ['push endpoint refuses', 'push endpoint falls silent']);
  await observeInTurn(warm, ['DynamoDB throttles'], rows.length);
  await Promise.all([
    observeInTurn(warm, ['MongoDB refuses', 'MongoDB falls silent', 'DynamoDB refuses'], rows.length),
    observeInTurn(cold, ['MongoDB is silent at a cold start', 'DynamoDB falls silent'], rows.length),
    observeColdStart(),
  ]);
  await Promise.all([warm.close(), cold.close()]);
}, 120_000);

afterAll(() => {
  vi.unstubAllEnvs();
  // What cleans up after this file imports the library anew, with the environment as it was.
  vi.resetModules();
});

test('with everything there, everything works', () => {
  const answers = rows.map((row) => `${keyOf(row)}: ${control[keyOf(row)]?.answer}`);
  expect(answers).toEqual(rows.map((row) => `${keyOf(row)}: works`));
});

test.each(rows.map(keyOf))('%s', (key) => {
  const names = Object.keys(outages) as OutageName[];
  const expected = names.map((name) => [name, expectations[key]?.[outages[name].dependency]]);
  expect(Object.fromEntries(names.map((name) => [name, cell(name, key)]))).toEqual(
    Object.fromEntries(expected),
  );
});

describe.each(Object.keys(outages) as OutageName[])('%s', (name) => {
  test('keeps nobody waiting', () => {
    const times = rows.map((row) => ({
      key: keyOf(row),
      timeout: timeoutOf(row.name),
      ...during[name][keyOf(row)],
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

test('expectations name rows only', () => {
  expect(Object.keys(expectations)).toEqual(rows.map(keyOf));
});

test('docs/degradation.md shows what was seen', () => {
  const document = toDocument(rows, cell);
  if (process.env.WRITE_DEGRADATION === '1') writeFileSync(DOCUMENT, document);
  expect(readFileSync(DOCUMENT, 'utf8'), 'npm run degradation writes it anew').toBe(document);
});
