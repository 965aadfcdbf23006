/** serverless.yml, functions/, events/ and the declarations agree. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { methodsAt, pathsOf, type Route, routes, socketRoutes } from '#lib/routes.ts';
import { functionNames as filesOfFunctions } from '../build/functions.ts';
import { endpoints } from '../generate/declarations.ts';
import { listSampleEvents } from '../local/sample-events.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface ServerlessFunction {
  handler: string;
  events: { httpApi?: string; websocket?: string | { route: string } }[];
}
const template: { functions: Record<string, ServerlessFunction> } = parse(read('serverless.yml'));

const FALLBACK = 'system/fallback';
/** Called by a schedule. */
const CANARY = 'system/canary';
/** Called by queues. */
const QUEUED = ['queue/deliver', 'queue/fan-out', 'queue/notify', 'queue/preview'];
/** Called by schedules. */
const SWEEPS = ['accounts/sweep', 'attachments/sweep', 'digests/sweep'];
/** Called by CloudFormation. */
const SCHEMA = 'system/schema';
const declared = Object.entries(routes as Record<string, Route>);
const sockets = Object.entries(socketRoutes);
const functionNames = [...declared, ...sockets]
  .map(([name]) => name)
  .concat(FALLBACK, CANARY, SCHEMA, ...QUEUED, ...SWEEPS)
  .sort();
const events = listSampleEvents(root);

test('functions/ holds one file per function', () => {
  expect(filesOfFunctions()).toEqual(functionNames);
});

test('serverless.yml deploys each function under its file’s name', () => {
  const deployed = Object.entries(template.functions).map(([key, { handler }]) => [key, handler]);
  expect(deployed.sort()).toEqual(
    functionNames.map((name) => [name.replace('/', '-'), `functions/${name}.handler`]).sort(),
  );
});

const routeKeysOf = (route: Route) => pathsOf(route).map((path) => `${route.method} ${path}`);

test.each(declared)('%s answers its route', (name, route) => {
  expect(template.functions[name.replace('/', '-')]?.events).toEqual(
    routeKeysOf(route).map((httpApi) => ({ httpApi })),
  );
  for (const path of pathsOf(route)) {
    expect(methodsAt(path.replace(/\{\w+\}/, '65a000000000000000000001'))).toContain(route.method);
  }
});

test.each(sockets)('%s answers its socket route', (name, route) => {
  const [event] = template.functions[name.replace('/', '-')]?.events ?? [];
  const { websocket } = event ?? {};
  expect(typeof websocket === 'object' ? websocket.route : websocket).toBe(route);
});

test('everything else goes to the fallback', () => {
  expect(template.functions[FALLBACK.replace('/', '-')]?.events).toEqual([{ httpApi: '*' }]);
  expect(methodsAt('/no/such/route')).toEqual([]);
});

test('nothing but a deployment calls the schema function', () => {
  expect(template.functions[SCHEMA.replace('/', '-')]).not.toHaveProperty('events');
});

describe('sample events', () => {
  test.each(declared)(
    '%s has one that succeeds, and one that fails unless it takes a token',
    (name, { success }) => {
      const own = events.filter(({ functionName }) => functionName === name);
      expect(own.filter(({ expectedStatus }) => expectedStatus === success)).toHaveLength(1);
      // test/integration/bundles.test.ts takes the token away.
      if (endpoints[name as keyof typeof endpoints].spec.access === 'token') return;
      expect(own.some(({ expectedStatus }) => expectedStatus >= 400)).toBe(true);
    },
  );

  test.each(sockets)('%s has one that fails, or cannot', (name) => {
    const own = events.filter(({ functionName }) => functionName === name);
    expect(own.length).toBeGreaterThan(0);
    if (name !== 'realtime/disconnect')
      expect(own.some(({ expectedStatus }) => expectedStatus >= 400)).toBe(true);
  });

  test('each belongs to a function, names its status and asks for its route', () => {
    for (const { name, functionName, expectedStatus } of events) {
      expect(functionNames, name).toContain(functionName);
      expect(expectedStatus, name).toBeGreaterThanOrEqual(200);
      if (QUEUED.includes(functionName)) continue;
      const { version, routeKey, requestContext } = JSON.parse(read(`events/${name}.json`));
      const socketRoute = (socketRoutes as Record<string, string>)[functionName];
      if (socketRoute) {
        expect(requestContext.routeKey, name).toBe(socketRoute);
        continue;
      }
      const route = (routes as Record<string, Route>)[functionName];
      expect(version, name).toBe('2.0');
      expect(route ? routeKeysOf(route) : ['$default'], name).toContain(routeKey);
      expect(requestContext.routeKey, name).toBe(routeKey);
    }
  });
});
