/** From units of one operation to a month of many people. */
import { SECRET_MAX_AGE_SECONDS } from '../../lib/platform/secret-age.ts';
import { PURPOSES } from '../secrets.ts';
import type { Units } from './meter.ts';
import { type GroupOperation, groupOperation, type Operation } from './operations.ts';
import { ATLAS_TIERS, type AtlasTier, PRICES, type PricedUnit } from './prices.ts';
import {
  BILLED_MS,
  CONNECTIONS_PER_ENVIRONMENT,
  DAYS,
  HABITS,
  OPERATIONS_PER_CORE,
  PEAK,
  PUSH_MS,
  QUEUE_POLLS,
  WARM_FUNCTIONS,
} from './usage.ts';

export interface Scale {
  /** active people a day */
  users: number;
  messagesPerDay: number;
  /** which share of the messages goes to groups of which size; the rest goes to one person */
  groups?: GroupShare[];
}

export interface GroupShare {
  members: number;
  /** from 0 to 1 */
  share: number;
}

/** Of groups of one size: each person is in some of them, and reads them at each visit. */
function groupFrequencies({ users, messagesPerDay, groups = [] }: Scale): [GroupOperation, number][] {
  return groups.flatMap(({ members, share }) => {
    const messages = share * messagesPerDay;
    const own = Math.min(HABITS.groupsOfOneSize, users / members);
    return [
      [groupOperation('send', members), messages],
      [groupOperation('typing', members), messages * HABITS.typingFramesPerMessage],
      [groupOperation('mark as read', members), HABITS.visits * own * HABITS.readMarksPerVisit],
    ] satisfies [GroupOperation, number][];
  });
}

/** @returns how often each operation happens per active person and day */
export function frequencies(scale: Scale): [Operation | GroupOperation, number][] {
  const inGroups = (scale.groups ?? []).reduce((sum, { share }) => sum + share, 0);
  const direct = Object.entries(directFrequencies(scale.messagesPerDay * (1 - inGroups)));
  return [...(direct as [Operation, number][]), ...groupFrequencies(scale)];
}

const directFrequencies = (messages: number): Record<Operation, number> => ({
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

type Counted = Partial<Record<Operation | GroupOperation, Units>>;

const PASSWORDS = new Set<string>(['register', 'log in']);

/** Of all executions that an operation takes. */
function billedMs(operation: string, { invocations, mongodb, socketMessages }: Units): number {
  if (PASSWORDS.has(operation)) return invocations * BILLED_MS.passwords;
  const pushing = Math.max(0, socketMessages - 2) * PUSH_MS;
  return invocations * (mongodb > 0 ? BILLED_MS.mongodb : BILLED_MS.others) + pushing;
}

/** Megabytes of the functions of each kind, as serverless.yml has them. */
const memoryOf = (operation: string, { mongodb }: Units): number => {
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

const MINUTES_A_MONTH = DAYS * 24 * 60;

export function loadOf(units: Counted, scale: Scale, monitoring: Monitoring): Load {
  const { users } = scale;
  const perDay = frequencies(scale).flatMap(([operation, times]) => {
    const unit = units[operation];
    return unit ? [{ operation, times, unit }] : [];
  });
  const sum = (of: (operation: string, unit: Units) => number): number =>
    users * perDay.reduce((total, { operation, times, unit }) => total + times * of(operation, unit), 0);
  const month = (key: keyof Units): number => DAYS * sum((_, unit) => unit[key]);
  const peak = (daily: number): number => (daily / 86_400) * PEAK;
  const busyMs = sum(billedMs);
  const { queues, atOnce, perMinute } = QUEUE_POLLS;
  return {
    priced: {
      httpRequests: month('httpRequests'),
      socketMessages: month('socketMessages'),
      connectionMinutes: DAYS * users * HABITS.minutesOnline,
      invocations: month('invocations'),
      gigabyteSeconds:
        DAYS *
        sum((operation, unit) => (billedMs(operation, unit) / 1000) * (memoryOf(operation, unit) / 1024)),
      writeUnits: month('writeUnits'),
      readUnits: month('readUnits'),
      queueRequests: month('queueRequests') + MINUTES_A_MONTH * queues * atOnce * perMinute,
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
      pushes: peak(sum((operation, unit) => (operation.startsWith('send') ? unit.socketMessages : 0))),
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
