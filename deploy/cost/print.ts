/** The tables of `npm run cost`, in Markdown: docs/scaling.md holds them as they are. */
import { atlasFor, frequencies, type LineItem, type Load, type Scale } from './estimate.ts';
import type { Extra } from './extras.ts';
import type { Units } from './meter.ts';
import type { GroupOperation, Operation } from './operations.ts';

const whole = (value: number): string =>
  Math.round(value)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',');
const short = (value: number): string => (value >= 10 ? whole(value) : String(Number(value.toPrecision(2))));
const dollars = (value: number): string => (value >= 100 ? whole(value) : value.toFixed(2));

const table = (head: string[], rows: string[][]): string =>
  [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** A token contains times, whose digits vary by a few bytes. */
const roundBytes = (bytes: number): number => Math.ceil(bytes / 10) * 10;

export function unitsTable(units: Partial<Record<Operation | GroupOperation, Units>>, scale: Scale): string {
  const perDay = new Map(frequencies(scale));
  return table(
    [
      'operation',
      'a day',
      'HTTP',
      'socket',
      'Lambda',
      'MongoDB',
      'read units',
      'write units',
      'SQS',
      'log, B',
      'sent, B',
    ],
    (Object.entries(units) as [Operation | GroupOperation, Units][]).map(([operation, unit]) => [
      operation,
      short(perDay.get(operation) ?? 0),
      ...[
        unit.httpRequests,
        unit.socketMessages,
        unit.invocations,
        unit.mongodb,
        unit.readUnits,
        unit.writeUnits,
        unit.queueRequests,
        unit.logBytes,
        roundBytes(unit.sentBytes),
      ].map(String),
    ]),
  );
}

export function costTable(items: LineItem[], { users }: Scale): string {
  const total = items.reduce((sum, { usd }) => sum + usd, 0);
  const rows = items.map(({ unit, units, usd }) => [unit, short(units), dollars(usd)]);
  const perUser = (total / users).toPrecision(2);
  return table(
    ['a month', 'units', 'US$'],
    [...rows, ['**all**', '', `**${dollars(total)}**`], ['per person', '', perUser]],
  );
}

export function peakTable(load: Load): string {
  const { peak, atOnce, storedGigabytes } = load;
  const { tier, shards, connections } = atlasFor(load);
  return table(
    ['in the busiest second', ''],
    [
      ['function executions', whole(peak.executions)],
      ['functions at once', whole(peak.concurrency)],
      ['MongoDB operations', whole(peak.mongodb)],
      ['connections to MongoDB', whole(connections)],
      ['WebSocket pushes', whole(peak.pushes)],
      ['new WebSockets', whole(peak.connects)],
      ['open WebSockets', whole(atOnce.sockets)],
      ['messages stored, GB a month', short(storedGigabytes)],
      ['MongoDB Atlas', `${shards > 1 ? `${shards} shards of ` : ''}${tier.name}`],
    ],
  );
}

export const extrasTable = (all: Extra[]): string =>
  table(
    ['a month more, by setting', 'idle, US$', 'by use, US$'],
    all.map(({ setting, idle, use }) => [setting, dollars(idle), dollars(use)]),
  );
