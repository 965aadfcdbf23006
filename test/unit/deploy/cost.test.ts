import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CoreChat } from '#sdk';
import { accessLogBytes } from '../../../deploy/cost/access-log.ts';
import { atlasFor, frequencies, lineItems, loadOf } from '../../../deploy/cost/estimate.ts';
import { extras } from '../../../deploy/cost/extras.ts';
import type { Units } from '../../../deploy/cost/meter.ts';
import type { Operation } from '../../../deploy/cost/operations.ts';
import { PRICES } from '../../../deploy/cost/prices.ts';
import { HABITS } from '../../../deploy/cost/usage.ts';
import { fakeFetch, loginAnswer } from '../../support/http/fake-fetch.ts';
import { FakeSocket, list, row } from '../../support/sockets/fake-socket.ts';

const nothing: Units = {
  httpRequests: 0,
  socketMessages: 0,
  invocations: 0,
  readUnits: 0,
  writeUnits: 0,
  mongodb: 0,
  queueRequests: 0,
  logBytes: 0,
  sentBytes: 0,
  storedBytes: 0,
};

/** Only sending takes anything. */
const units = (send: Partial<Units>): Record<Operation, Units> => {
  const operations = frequencies({ users: 1, messagesPerDay: 1 }).map(([operation]) => operation);
  const all = Object.fromEntries(operations.map((operation) => [operation, nothing]));
  return { ...all, send: { ...nothing, ...send } } as Record<Operation, Units>;
};
const monitoring = { customMetrics: 5, alarmMetrics: 14 };
const scale = { users: 1_000, messagesPerDay: 100 };
const load = (send: Partial<Units>, users = scale.users) =>
  loadOf(units(send), { ...scale, users }, monitoring);

test('a month is thirty days of everybody’s messages', () => {
  const { priced } = load({ httpRequests: 1, writeUnits: 3, socketMessages: 2 });
  expect(priced).toMatchObject({ httpRequests: 3_000_000, writeUnits: 9_000_000, socketMessages: 6_000_000 });
});

test('each line is units times price', () => {
  const items = lineItems(load({ httpRequests: 1, logBytes: 500 }));
  const find = (unit: string) => items.find((item) => item.unit === unit)?.usd;
  expect(find(PRICES.httpRequests.unit)).toBeCloseTo(3);
  expect(find(PRICES.logGigabytes.unit)).toBeCloseTo(0.75);
});

describe('groups', () => {
  const inGroups = { users: 100, messagesPerDay: 40, groups: [{ members: 20, share: 0.5 }] };

  test('take their share of the messages, and their members read them at each visit', () => {
    const counted = Object.fromEntries(frequencies(inGroups));
    expect(counted).toMatchObject({ send: 20, 'send, group of 20': 20, 'typing, group of 20': 40 });
    expect(counted['mark as read, group of 20']).toBe(3 * HABITS.visits);
    const inOneOnly = Object.fromEntries(frequencies({ ...inGroups, users: 20 }));
    expect(inOneOnly['mark as read, group of 20']).toBe(HABITS.visits);
  });

  test('cost a push to each member', () => {
    const send = { ...nothing, socketMessages: 20, queueRequests: 3 };
    const { priced, peak } = loadOf({ 'send, group of 20': send }, inGroups, monitoring);
    expect(priced.socketMessages).toBe(30 * 100 * 20 * 20);
    expect(peak.pushes).toBeCloseTo((100 * 20 * 20 * 5) / 86_400);
    const idle = loadOf({}, inGroups, monitoring).priced.queueRequests;
    expect(priced.queueRequests).toBe(idle + 30 * 100 * 20 * 3);
  });
});

describe('settings', () => {
  const monthly = (units: Partial<Units>) =>
    new Map(extras(load(units), scale).map(({ setting, ...cost }) => [setting.split(/[:,]/)[0], cost]));

  test('a canary costs less than a dollar a month, and most of that is its alarm and metric', () => {
    const { idle = 0 } = monthly({}).get('`canary') ?? {};
    expect(idle).toBeGreaterThan(0.4);
    expect(idle).toBeLessThan(0.8);
  });

  test('NAT gateways cost by the hour in both zones, and by gigabyte', () => {
    const { idle, use } = monthly({ sentBytes: 1_000 }).get('fixed addresses') ?? {};
    expect(idle).toBeCloseTo(2 * 720 * 0.045);
    // Three million messages of a kilobyte.
    expect(use).toBeCloseTo(3 * 0.045);
  });

  test('an edge costs by request, its firewall by the month as well', () => {
    // Three million requests.
    const [edge, firewall] = extras(load({ httpRequests: 1 }), scale).filter(({ setting }) =>
      setting.startsWith('`edge'),
    );
    expect([edge?.idle, edge?.use]).toEqual([expect.closeTo(0.4), expect.closeTo(3.3)]);
    expect([firewall?.idle, firewall?.use]).toEqual([expect.closeTo(10), expect.closeTo(1.8)]);
  });

  test('attachments cost by what is sent and stored, far more than by request', () => {
    // 300,000 files a month, 150 GB: 1,800 GB stored, 450 GB sent.
    const { use = 0 } = monthly({}).get('attachments') ?? {};
    const bytes = 1_800 * 0.023 + 450 * 0.09;
    expect(use).toBeGreaterThan(bytes + 300_000 * 0.000_005);
    expect(use).toBeLessThan(bytes * 1.1);
  });

  test('traces cost by execution', () => {
    expect(monthly({ invocations: 1 }).get('`tracing')?.use).toBeCloseTo(0.75);
  });
});

test('a request writes a line to the access log, as long as its format makes it', () => {
  const line = accessLogBytes('GET /health');
  expect(line).toBeGreaterThan(150);
  expect(accessLogBytes('GET /messages')).toBe(line + 'messages'.length - 'health'.length);
});

describe('Atlas', () => {
  test('is the smallest that takes the busiest second', () => {
    // 100,000 messages a day, five times as many in the busiest second: 5.8 sends.
    const { tier, shards } = atlasFor(load({ mongodb: 2, invocations: 1 }));
    expect([tier.name, shards]).toEqual(['M10', 1]);
  });

  test('is sharded where none takes it', () => {
    const { peak, ...rest } = load({ mongodb: 2, invocations: 1 }, 10_000_000);
    const { tier, shards } = atlasFor({ peak, ...rest });
    expect(tier.name).toBe('M80');
    expect(shards).toBe(Math.ceil(peak.mongodb / (32 * 1_000)));
  });

  test('follows the connections when they are the bottleneck', () => {
    const calm = load({ mongodb: 1, invocations: 1 });
    const { tier } = atlasFor({ ...calm, peak: { ...calm.peak, concurrency: 501 } });
    expect(tier.name).toBe('M20');
  });
});

describe('a visit', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('makes the SDK ping and sync as often as is counted', async () => {
    let pings = 0;
    class Ponging extends FakeSocket {
      override send(data = ''): void {
        if (JSON.parse(data).type !== 'ping') return;
        pings++;
        this.push({ type: 'pong', data: { Time: '2026-11-22T08:00:00.000Z' } });
      }
    }
    const { fetch, calls } = fakeFetch(({ path }) => {
      if (path === '/Login' || path === '/sessions/refresh') return { body: loginAnswer('alice') };
      if (path === '/realtime/tickets') return { body: { Url: 'ws://chat.example' } };
      return list(path.includes('since=') ? [] : [row('bob')]);
    });
    const chat = new CoreChat({ url: 'http://chat.example', fetch, WebSocket: Ponging });
    try {
      await chat.logIn({ username: 'alice', password: 'correct horse' });
      chat.connect();
      await vi.advanceTimersByTimeAsync((HABITS.minutesOnline / HABITS.visits) * 60_000 + 1_000);
      expect(chat.connection).toBe('online');
    } finally {
      chat.close();
    }
    const asked = (wanted: RegExp) => calls.filter(({ path }) => wanted.test(path)).length;
    const counted = Object.fromEntries(frequencies({ users: 1, messagesPerDay: 50 }));
    expect({
      connect: asked(/^\/realtime\/tickets$/) * HABITS.visits,
      ping: pings * HABITS.visits,
      'read the inbox': asked(/^\/conversations\?(?!since=)/) * HABITS.visits,
      'sync the inbox': asked(/^\/conversations\?since=/) * HABITS.visits,
    }).toEqual({
      connect: counted.connect,
      ping: counted.ping,
      'read the inbox': counted['read the inbox'],
      'sync the inbox': counted['sync the inbox'],
    });
  });
});
