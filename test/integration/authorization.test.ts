/** Every route with every kind of token; `npm run authorization` writes what is seen here to docs/authorization.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '#lib/http/endpoint.ts';
import { type Route, routes } from '#lib/routes.ts';
import { handler as showHandler } from '../../functions/me/show.ts';
import { ensureWebApp } from '../../local/web-app.ts';
import { ensureReference } from '../../openapi/build.ts';
import type { FunctionName } from '../../openapi/operations.ts';
import { cases, enter, type Scene, SECRET_TEXT } from '../support/authorization/cases.ts';
import {
  type Forgery,
  forge,
  forgeries,
  type Standing,
  standings,
} from '../support/authorization/credentials.ts';
import { type Observation, toDocument } from '../support/authorization/document.ts';
import { byForgery, byStanding, DONE, expectations } from '../support/authorization/expectations.ts';
import { outcomeOf } from '../support/contract.ts';
import { type ApiAnswer, type ApiRequest, call } from '../support/gateway.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENT = join(ROOT, 'docs/authorization.md');

const rows = (Object.keys(routes) as FunctionName[]).flatMap((name) =>
  Object.keys(cases[name] ?? { '': undefined }).map((variant) => ({
    name,
    variant,
    key: `${name} ${variant}`.trim(),
  })),
);
type Row = (typeof rows)[number];

const observations: Observation[] = [];
const handlers = {} as Record<FunctionName, Endpoint>;
let peer: Scene['peer'];
let stranger: Scene['peer'];
beforeAll(async () => {
  await Promise.all([ensureWebApp(), ensureReference()]);
  for (const { name } of rows) handlers[name] = (await import(join(ROOT, 'functions', `${name}.ts`))).handler;
  [peer, stranger] = [await enter('peer'), await enter('stranger')];
});

let calls = 0;
/** Each from an address of its own, so that no limit answers instead. */
const ask = ({ name }: Row, request: Omit<ApiRequest, 'method'>, token?: string): Promise<ApiAnswer> => {
  const { method, path } = routes[name];
  const filled = path.replace(/\{(\w+)\}/, (_, parameter) => request.params?.[parameter] ?? '');
  const sourceIp = `198.51.${calls >> 8}.${calls++ & 255}`;
  return call(handlers[name], { method, path: filled, sourceIp, ...request, ...(token ? { token } : {}) });
};

const requestOf = ({ name, variant }: Row, scene: Scene) => {
  const make = cases[name]?.[variant];
  if (!make) throw new Error(`${name} has no case in test/support/authorization/cases.ts`);
  return make(scene);
};

/** What the route answers when it did what it was asked, in place of DONE. */
const inFull =
  ({ name }: Row) =>
  (outcome: string) =>
    outcome === DONE ? String((routes[name] as Route).success) : outcome;

const mapValues = <Name extends string>(
  outcomes: Record<Name, string>,
  change: (outcome: string) => string,
) => Object.fromEntries(Object.entries<string>(outcomes).map(([name, outcome]) => [name, change(outcome)]));

const observationOf = ({ name, variant }: Row): Observation => {
  const known = observations.find((each) => each.name === name && each.variant === variant);
  if (known) return known;
  const needsToken = handlers[name].spec.access === 'token';
  const seen = { name, variant, needsToken, byStanding: {}, byForgery: {}, others: {} } as Observation;
  observations.push(seen);
  return seen;
};

const expected = ({ key }: Row) => {
  const found = expectations[key];
  if (!found) throw new Error(`${key} has no expectation in test/support/authorization/expectations.ts`);
  return found;
};

describe.each(rows)('$key', (row) => {
  test('with a token that was issued', async () => {
    const { byStanding: seen } = observationOf(row);
    for (const [standing, apply] of Object.entries(standings) as [Standing, (typeof standings)[Standing]][]) {
      const asker = await enter('asker');
      const request = await requestOf(row, { asker, peer });
      await apply(asker);
      seen[standing] = outcomeOf(await ask(row, request, asker.token));
    }
    const { class: type, except } = expected(row);
    expect(seen).toEqual(mapValues({ ...byStanding[type], ...except }, inFull(row)));
  });

  test('with a token that nobody issued', async () => {
    const { byForgery: seen } = observationOf(row);
    const asker = await enter('victim');
    const request = await requestOf(row, { asker, peer });
    const before = await changedState(row, asker);
    for (const [forgery, make] of Object.entries(forgeries) as [Forgery, (typeof forgeries)[Forgery]][]) {
      const isAnother = row.name === 'auth/register';
      const sent = isAnother ? await requestOf(row, { asker, peer }) : request;
      seen[forgery] = outcomeOf(await ask(row, sent, await make(asker)));
    }
    expect(seen).toEqual(mapValues(byForgery[expected(row).class], inFull(row)));
    expect(await changedState(row, asker)).toEqual(before);
  });
});

describe.each(rows.filter(({ key }) => expectations[key]?.others))('$key', (row) => {
  test('with somebody else’s token', async () => {
    const { others: seen } = observationOf(row);
    const { others } = expected(row);
    const asker = await enter('owner');
    const request = await requestOf(row, { asker, peer });
    if (others?.peer) seen.peer = outcomeOf(await ask(row, request, peer.token));
    const answer = await ask(row, request, stranger.token);
    seen.stranger = outcomeOf(answer);
    expect(JSON.stringify(answer.body)).not.toContain(SECRET_TEXT);
    expect(seen).toEqual(mapValues(others as Record<string, string>, inFull(row)));
  });
});

/** What is held about somebody, that a request could change: their export, and the devices they are logged in on. */
async function changedState({ name }: Row, { token }: Scene['asker']): Promise<unknown> {
  if (handlers[name].spec.access === 'public') return undefined;
  const exported = await call(handlers['me/export'], { path: '/me/export', token });
  const devices = await call(handlers['sessions/list'], { path: '/sessions', token });
  expect([exported.status, devices.status]).toEqual([200, 200]);
  return { held: exported.body, devices: devices.body };
}

test('the forged tokens would be valid but for what is wrong with them', async () => {
  const asker = await enter('asker');
  expect((await call(showHandler, { path: '/me', token: await forge(asker) })).status).toBe(200);
});

test('expectations and cases name routes only', () => {
  expect(Object.keys(expectations)).toEqual(rows.map(({ key }) => key));
  expect(Object.keys(cases).sort()).toEqual(Object.keys(routes).sort());
});

test('docs/authorization.md shows what was seen', () => {
  expect(observations).toHaveLength(rows.length);
  const document = toDocument(observations);
  if (process.env.WRITE_AUTHORIZATION === '1') writeFileSync(DOCUMENT, document);
  expect(readFileSync(DOCUMENT, 'utf8'), 'npm run authorization writes it anew').toBe(document);
});
