/** $dateAdd, $dateSubtract, $dateDiff, $dateTrunc. */
import { toExactInteger } from '../../bson/number.ts';
import { isNumeric, typeName } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { fromLocal, toLocal } from '../dates.ts';
import { isNullish, type Operators } from '../types.ts';
import { dateOf, zoneOf } from './date.ts';
import { type Argument, type NamedArguments, named } from './define.ts';

const FIXED: Record<string, number> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
};
const MONTHS: Record<string, number> = { month: 1, quarter: 3, year: 12 };
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function unitOf(value: Argument, name: string): string {
  if (typeof value !== 'string' || !(value in FIXED || value in MONTHS)) {
    throw new ServerError(
      'FailedToParse',
      `${name} parameter 'unit' value cannot be recognized as a time unit: ${String(value)}`,
    );
  }
  return value;
}

function whole(value: Argument, name: string, field: string): number {
  const result = isNumeric(value) ? toExactInteger(value) : undefined;
  if (result === undefined)
    throw new ServerError(5166405, `${name} expects integer ${field}, found ${typeName(value)}`);
  return Number(result);
}

/** Months keep the day, or the last day of a shorter month. */
function addMonths(local: Date, months: number): number {
  const day = local.getUTCDate();
  const target = new Date(local);
  target.setUTCDate(1);
  target.setUTCMonth(target.getUTCMonth() + months);
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(day, last));
  return target.getTime();
}

function shift(sign: 1 | -1): (args: NamedArguments, name: string) => Argument {
  return ({ startDate, unit, amount, timezone }, name) => {
    if (isNullish(startDate) || isNullish(unit) || isNullish(amount) || timezone === null) return null;
    const count = whole(amount, name, 'amount') * sign;
    return addUnits(dateOf(startDate, name), unit, count, zoneOf(timezone), name);
  };
}

/** Moves a date by units of time; days and longer keep the local time across a change of the clocks. */
export function addUnits(start: Date, unit: Argument, count: number, zone: string, name: string): Date {
  const kind = unitOf(unit, name);
  const months = MONTHS[kind];
  if (months !== undefined) return valid(fromLocal(addMonths(toLocal(start, zone), months * count), zone));
  const step = (FIXED[kind] as number) * count;
  if (kind === 'day' || kind === 'week') return valid(fromLocal(toLocal(start, zone).getTime() + step, zone));
  return valid(new Date(start.getTime() + step));
}

function valid(date: Date): Date {
  if (Number.isNaN(date.getTime())) throw new ServerError(5166406, 'date overflow');
  return date;
}

function startOfWeek(value: Argument): number {
  if (value === undefined) return 0;
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  const index = DAYS.findIndex((day) => day === text || day.slice(0, 3) === text);
  if (index === -1)
    throw new ServerError(
      'FailedToParse',
      `startOfWeek value cannot be recognized as a day of a week: ${String(value)}`,
    );
  return index;
}

/** How many boundaries of a unit lie before a local time. */
function unitIndex(local: Date, unit: string, firstDay: number): number {
  const months = MONTHS[unit];
  if (months !== undefined) return Math.floor((local.getUTCFullYear() * 12 + local.getUTCMonth()) / months);
  if (unit === 'week') {
    // The first of January 1970 was a Thursday.
    return Math.floor((Math.floor(local.getTime() / (FIXED.day as number)) + 4 - firstDay) / 7);
  }
  return Math.floor(local.getTime() / (FIXED[unit] as number));
}

function dateDiff(
  { startDate, endDate, unit, timezone, startOfWeek: first }: NamedArguments,
  name: string,
): Argument {
  if (isNullish(startDate) || isNullish(endDate) || isNullish(unit) || timezone === null) return null;
  const kind = unitOf(unit, name);
  const zone = zoneOf(timezone);
  const day = kind === 'week' ? startOfWeek(first) : 0;
  const [start, end] = [dateOf(startDate, name), dateOf(endDate, name)];
  if (kind === 'millisecond' || kind === 'second' || kind === 'minute') {
    return BigInt(unitIndex(end, kind, day) - unitIndex(start, kind, day));
  }
  return BigInt(unitIndex(toLocal(end, zone), kind, day) - unitIndex(toLocal(start, zone), kind, day));
}

/** Truncation counts bins from the first moment of 2000, or from the first week that starts in it. */
function dateTrunc(
  { date, unit, binSize, timezone, startOfWeek: first }: NamedArguments,
  name: string,
): Argument {
  if (isNullish(date) || isNullish(unit) || binSize === null || timezone === null) return null;
  const kind = unitOf(unit, name);
  const size = binSize === undefined ? 1 : whole(binSize, name, 'binSize');
  if (size <= 0) throw new ServerError(5439017, `${name} requires 'binSize' to be greater than 0`);
  const zone = zoneOf(timezone);
  const local = toLocal(dateOf(date, name), zone);
  const months = MONTHS[kind];
  if (months !== undefined) {
    const bin = months * size;
    const index = Math.floor(((local.getUTCFullYear() - 2000) * 12 + local.getUTCMonth()) / bin) * bin;
    return fromLocal(Date.UTC(2000, index, 1), zone);
  }
  const epoch = Date.UTC(2000, 0, 1);
  const origin = kind === 'week' ? epoch + ((startOfWeek(first) - 6 + 7) % 7) * (FIXED.day as number) : epoch;
  const bin = (FIXED[kind] as number) * size;
  return fromLocal(origin + Math.floor((local.getTime() - origin) / bin) * bin, zone);
}

export const dateMathOperators: Operators = {
  $dateAdd: named(['startDate!', 'unit!', 'amount!', 'timezone'], shift(1)),
  $dateSubtract: named(['startDate!', 'unit!', 'amount!', 'timezone'], shift(-1)),
  $dateDiff: named(['startDate!', 'endDate!', 'unit!', 'timezone', 'startOfWeek'], dateDiff),
  $dateTrunc: named(['date!', 'unit!', 'binSize', 'timezone', 'startOfWeek'], dateTrunc),
};
