/** From units of one operation to a month of many people. */
import { SECRET_MAX_AGE_SECONDS } from '../../lib/platform/secret-age.ts';
import { PURPOSES } from '../secrets.ts';
import type { Operation } from './count.ts';
import type { Units } from './meter.ts';
import { ATLAS_TIERS, type AtlasTier, PRICES, type PricedUnit } from './prices.ts';
import {
  BILLED_MS,
  CONNECTIONS_PER_ENVIRONMENT,
  DAYS,
  HABITS,
  OPERATIONS_PER_CORE,
  PEAK,
  WARM_FUNCTIONS,
} from './usage.ts';

export interface Scale {
  /** active people a day */
  users: number;
  messagesPerDay: number;
}

/** @returns how often each operation happens per active person and day */
export const frequencies = (messages: number): Record<Operation, number> => ({
  register: HABITS.registrations,
  'log in': HABITS.logins,
  refresh: HABITS.minutesOnline * HABITS.refreshesPerMinute,
  'read the inbox': HABITS.inboxReadsPerVisit * HABITS.visits,
  connect: HABITS.visits,
  disconnect: HABITS.visits,
  ping: HABITS.minutesOnline * HABITS.pingsPerMinute,
  'sync the inbox': HABITS.minutesOnline * HABITS.syncsPerMinute + HABITS.visits * HABITS.syncsPerVisit,
  'open a conversation': HABITS.conversationsOpened,
  send: messages,
  typing: messages * HABITS.typingFramesPerMessage,
  'mark as read': messages * HABITS.readMarksPerMessage,
});

const PASSWORDS = new Set<Operation>(['register', 'log in']);

const billedMs = (operation: Operation, { mongodb }: Units): number => {
  if (PASSWORDS.has(operation)) return BILLED_MS.passwords;
  return mongodb > 0 ? BILLED_MS.mongodb : BILLED_MS.others;
};

/** Megabytes of the functions of each kind, as serverless.yml has them. */
const memoryOf = (operation: Operation, { mongodb }: Units): number => {
  if (PASSWORDS.has(operation)) return 1_769;
  return mongodb > 0 ? 512 : 256;
};

export interface Load {
  /** per month */
  priced: Record<PricedUnit, number>;
  /** per second, in the busiest one */
  peak: { executions: number; concurrency: number; mongodb: number; pushes: number; connects: number };
  atOnce: { sockets: number };
  storedGigabytes: number;
}

const GIGABYTE = 1e9;

export interface Monitoring {
  customMetrics: number;
  alarmMetrics: number;
}

export function loadOf(
  units: Record<Operation, Units>,
  { users, messagesPerDay }: Scale,
  monitoring: Monitoring,
): Load {
  const perDay = Object.entries(frequencies(messagesPerDay)) as [Operation, number][];
  const sum = (of: (operation: Operation, unit: Units) => number): number =>
    users * perDay.reduce((total, [operation, times]) => total + times * of(operation, units[operation]), 0);
  const month = (key: keyof Units): number => DAYS * sum((_, unit) => unit[key]);
  const peak = (daily: number): number => (daily / 86_400) * PEAK;
  const busyMs = sum((operation, unit) => unit.invocations * billedMs(operation, unit));
  return {
    priced: {
      httpRequests: month('httpRequests'),
      socketMessages: month('socketMessages'),
      connectionMinutes: DAYS * users * HABITS.minutesOnline,
      invocations: month('invocations'),
      gigabyteSeconds:
        DAYS *
        sum(
          (operation, unit) =>
            ((unit.invocations * billedMs(operation, unit)) / 1000) * (memoryOf(operation, unit) / 1024),
        ),
      writeUnits: month('writeUnits'),
      readUnits: month('readUnits'),
      logGigabytes: month('logBytes') / GIGABYTE,
      transferGigabytes: month('sentBytes') / GIGABYTE,
      customMetrics: monitoring.customMetrics,
      alarmMetrics: monitoring.alarmMetrics,
      dashboards: 1,
      secrets: PURPOSES.length,
      secretRequests: DAYS * (86_400 / SECRET_MAX_AGE_SECONDS) * (WARM_FUNCTIONS + peak(busyMs) / 1000),
    },
    peak: {
      executions: peak(sum((_, unit) => unit.invocations)),
      concurrency: peak(busyMs) / 1000,
      mongodb: peak(sum((_, unit) => unit.mongodb)),
      pushes: peak(users * messagesPerDay * units.send.socketMessages),
      connects: peak(users * HABITS.visits),
    },
    atOnce: { sockets: users * Math.min(1, (HABITS.minutesOnline / 1_440) * PEAK) },
    storedGigabytes: month('storedBytes') / GIGABYTE,
  };
}

export interface Atlas {
  tier: AtlasTier;
  shards: number;
  connections: number;
}

/** The smallest that takes the connections and the operations of the busiest second; the largest, sharded, where none does. */
export function atlasFor({ peak }: Load): Atlas {
  const connections = Math.ceil(peak.concurrency) * CONNECTIONS_PER_ENVIRONMENT;
  const takes = (tier: AtlasTier, shards: number): boolean =>
    tier.cores * OPERATIONS_PER_CORE * shards >= peak.mongodb && tier.connections * shards >= connections;
  const tier = ATLAS_TIERS.find((each) => takes(each, 1)) ?? (ATLAS_TIERS.at(-1) as AtlasTier);
  let shards = 1;
  while (!takes(tier, shards)) shards += 1;
  return { tier, shards, connections };
}

export interface LineItem {
  unit: string;
  units: number;
  usd: number;
}

export function lineItems(load: Load): LineItem[] {
  const items = (Object.keys(PRICES) as PricedUnit[]).map((key) => {
    const { unit, usd, per } = PRICES[key];
    return { unit, units: load.priced[key], usd: (load.priced[key] / per) * usd };
  });
  const { tier, shards } = atlasFor(load);
  const hours = shards * DAYS * 24;
  const unit = `hours of MongoDB Atlas ${tier.name}${shards > 1 ? `, ${shards} shards` : ''}`;
  return [...items, { unit, units: hours, usd: hours * tier.usdPerHour }];
}
