/** Every route with every kind of token: each cell of docs/authorization.md, which is written from the declarations. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '#lib/http/endpoint.ts';
import { type FunctionName, routes } from '#lib/routes.ts';
import { handler as showHandler } from '../../functions/me/show.ts';
import {
  type AuthorizationRow,
  authorizationRows,
  FORGERIES,
  STANDINGS,
} from '../../generate/authorization/rows.ts';
import { endpoints } from '../../generate/declarations.ts';
import { ensureWebApp } from '../../local/web-app.ts';
import { ensureReference } from '../../openapi/build.ts';
import { outcomeOf } from '../support/http/contract.ts';
import { type ApiAnswer, call } from '../support/http/gateway.ts';
import {
  caseOf,
  enter,
  type Request,
  type Scene,
  SECRET_TEXT,
} from '../support/matrices/authorization/cases.ts';
import { forge, forgeries, standings } from '../support/matrices/authorization/credentials.ts';

const ROOT = join(import.meta.dirname, '../..');
const rows = authorizationRows(endpoints);

const handlers: Record<string, Endpoint> = {};
let peer: Scene['peer'];
let stranger: Scene['peer'];
beforeAll(async () => {
  await Promise.all([ensureWebApp(), ensureReference()]);
  for (const { name } of rows) handlers[name] = (await import(join(ROOT, 'functions', `${name}.ts`))).handler;
  [peer, stranger] = [await enter('peer'), await enter('stranger')];
});

const handlerOf = (name: string): Endpoint => handlers[name] as Endpoint;

let calls = 0;
/** Each from a different address, so that no limit applies. */
const ask = ({ name }: AuthorizationRow, request: Request, token?: string): Promise<ApiAnswer> => {
  const { method, path } = routes[name as FunctionName];
  const filled = path.replace(/\{(\w+)\}/, (_, parameter) => request.params?.[parameter] ?? '');
  const sourceIp = `198.51.${calls >> 8}.${calls++ & 255}`;
  return call(handlerOf(name), { method, path: filled, sourceIp, ...request, ...(token ? { token } : {}) });
};

describe.each(rows)('$key', (row) => {
  test('with a token that was issued', async () => {
    const seen: Record<string, string> = {};
    for (const standing of STANDINGS) {
      const asker = await enter('asker');
      const request = await caseOf(row)({ asker, peer });
      await standings[standing](asker);
      seen[standing] = outcomeOf(await ask(row, request, asker.token));
    }
    expect(seen).toEqual(row.byStanding);
  });

  test('with a forged token', async () => {
    const seen: Record<string, string> = {};
    const asker = await enter('victim');
    const request = await caseOf(row)({ asker, peer });
    const before = await changedState(row, asker);
    for (const forgery of FORGERIES) {
      const isAnother = row.name === 'auth/register';
      const sent = isAnother ? await caseOf(row)({ asker, peer }) : request;
      seen[forgery] = outcomeOf(await ask(row, sent, await forgeries[forgery](asker)));
    }
    expect(seen).toEqual(row.byForgery);
    expect(await changedState(row, asker)).toEqual(before);
  });
});

describe.each(rows.filter(({ others }) => others))('$key', (row) => {
  test('with another user’s token', async () => {
    const asker = await enter('owner');
    const request = await caseOf(row)({ asker, peer });
    const seen: AuthorizationRow['others'] = { stranger: '' };
    if (row.others?.peer) seen.peer = outcomeOf(await ask(row, request, peer.token));
    const answer = await ask(row, request, stranger.token);
    seen.stranger = outcomeOf(answer);
    expect(JSON.stringify(answer.body)).not.toContain(SECRET_TEXT);
    expect(seen).toEqual(row.others);
  });
});

/** The data of a user that a request could change: export and sessions. */
async function changedState({ needsToken }: AuthorizationRow, { token }: Scene['asker']): Promise<unknown> {
  if (!needsToken) return undefined;
  const exported = await call(handlerOf('me/export'), { path: '/me/export', token });
  const devices = await call(handlerOf('sessions/list'), { path: '/sessions', token });
  expect([exported.status, devices.status]).toEqual([200, 200]);
  return { held: exported.body, devices: devices.body };
}

test('each forged token is valid except for its fault', async () => {
  const asker = await enter('asker');
  expect((await call(showHandler, { path: '/me', token: await forge(asker) })).status).toBe(200);
});
