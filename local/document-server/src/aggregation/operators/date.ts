/** Parts of dates, and dates from and to text. */
import { type Numeric, toExactInteger } from '../../bson/number.ts';
import {
  type Document,
  document,
  isDocument,
  isNumeric,
  ObjectId,
  Timestamp,
  typeName,
  type Value,
} from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { dayOfYear, fromFields, isoWeek, offsetAt, parseDate, sundayWeek, toLocal } from '../dates.ts';
import { parseExpression } from '../expression.ts';
import { isNullish, type OperatorParser, type Operators } from '../types.ts';
import { type Argument, type NamedArguments, named } from './define.ts';

export function dateOf(value: Value, name: string): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(Number(value.value >> 32n) * 1000);
  throw new ServerError(16006, `can't convert from BSON type ${typeName(value)} to Date (${name})`);
}

export function zoneOf(value: Argument): string {
  if (value === undefined) return 'UTC';
  if (typeof value !== 'string')
    throw new ServerError(40517, `timezone must evaluate to a string, found ${typeName(value)}`);
  return value;
}

/** $year and its kin take a date, or {date, timezone}. */
function part(read: (local: Date, date: Date) => Value): OperatorParser {
  return (operand, context, name) => {
    const single = Array.isArray(operand) && operand.length === 1 ? (operand[0] as Value) : operand;
    const isNamed = isDocument(single) && (single.has('date') || single.has('timezone'));
    const fields: Document = isNamed ? single : new Map([['date', single]]);
    for (const field of fields.keys()) {
      if (field !== 'date' && field !== 'timezone')
        throw new ServerError(40535, `unrecognized option to ${name}: "${field}"`);
    }
    if (!fields.has('date')) throw new ServerError(40539, `missing 'date' argument to ${name}`);
    const date = parseExpression(fields.get('date') as Value, context);
    const zone = fields.has('timezone')
      ? parseExpression(fields.get('timezone') as Value, context)
      : undefined;
    return (doc, variables) => {
      const value = date(doc, variables);
      const zoneValue = zone ? zone(doc, variables) : undefined;
      if (isNullish(value) || (zone && isNullish(zoneValue))) return null;
      const moment = dateOf(value, name);
      return read(toLocal(moment, zoneOf(zoneValue)), moment);
    };
  };
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

const FORMATS: Record<string, (local: Date, offset: number) => string> = {
  '%Y': (local) => pad(local.getUTCFullYear(), 4),
  '%m': (local) => pad(local.getUTCMonth() + 1, 2),
  '%d': (local) => pad(local.getUTCDate(), 2),
  '%H': (local) => pad(local.getUTCHours(), 2),
  '%M': (local) => pad(local.getUTCMinutes(), 2),
  '%S': (local) => pad(local.getUTCSeconds(), 2),
  '%L': (local) => pad(local.getUTCMilliseconds(), 3),
  '%j': (local) => pad(dayOfYear(local), 3),
  '%w': (local) => String(local.getUTCDay() + 1),
  '%u': (local) => String(isoWeek(local).day),
  '%U': (local) => pad(sundayWeek(local), 2),
  '%V': (local) => pad(isoWeek(local).week, 2),
  '%G': (local) => pad(isoWeek(local).year, 4),
  '%b': (local) => local.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' }),
  '%B': (local) => local.toLocaleString('en-US', { month: 'long', timeZone: 'UTC' }),
  '%z': (_local, offset) => {
    const minutes = Math.abs(offset) / 60_000;
    return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${pad(minutes % 60, 2)}`;
  },
  '%Z': (_local, offset) => String(offset / 60_000),
  '%%': () => '%',
};

function dateToString({ date, format, timezone, onNull }: NamedArguments, name: string): Argument {
  if (isNullish(date)) return onNull === undefined ? null : onNull;
  if (timezone === null || format === null) return null;
  const zone = zoneOf(timezone);
  const moment = dateOf(date, name);
  const offset = offsetAt(moment.getTime(), zone);
  const local = new Date(moment.getTime() + offset);
  const pattern = format ?? (zone === 'UTC' ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L%z');
  if (typeof pattern !== 'string')
    throw new ServerError(
      18533,
      `$dateToString requires that 'format' be a string, found: ${typeName(format)}`,
    );
  return pattern.replace(/%[\s\S]?/g, (directive) => {
    const write = FORMATS[directive];
    if (!write) throw new ServerError(18536, `Invalid format character '${directive}' in format string`);
    return write(local, offset);
  });
}

const PATTERNS: Record<string, string> = {
  '%Y': '(?<year>\\d{4})',
  '%m': '(?<month>\\d{1,2})',
  '%d': '(?<day>\\d{1,2})',
  '%H': '(?<hour>\\d{1,2})',
  '%M': '(?<minute>\\d{1,2})',
  '%S': '(?<second>\\d{1,2})',
  '%L': '(?<millisecond>\\d{1,3})',
  '%z': '(?<zone>Z|[+-]\\d{2}:?\\d{2})',
  '%%': '%',
};

function parseWithFormat(text: string, format: string, zone: string | undefined): Date | undefined {
  const source = format.replace(/%[\s\S]?|[\s\S]/g, (piece) => {
    if (!piece.startsWith('%')) return piece.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
    const pattern = PATTERNS[piece];
    if (!pattern) throw new ServerError(18536, `Invalid format character '${piece}' in format string`);
    return pattern;
  });
  // redos: digits and letters of fixed lengths, see PATTERNS.
  const groups = new RegExp(`^${source}$`).exec(text)?.groups;
  if (!groups) return undefined;
  const number = (field: string, fallback: number): number => Number(groups[field] ?? fallback);
  return fromFields(
    {
      year: number('year', 1970),
      month: number('month', 1),
      day: number('day', 1),
      hour: number('hour', 0),
      minute: number('minute', 0),
      second: number('second', 0),
      millisecond: Number((groups.millisecond ?? '0').padEnd(3, '0')),
    },
    groups.zone ?? zone ?? 'UTC',
  );
}

function dateFromString({ dateString, format, timezone, onError, onNull }: NamedArguments): Argument {
  if (isNullish(dateString)) return onNull === undefined ? null : onNull;
  if (timezone === null) return null;
  const zone = timezone === undefined ? undefined : zoneOf(timezone);
  const parsed =
    typeof dateString !== 'string'
      ? undefined
      : typeof format === 'string'
        ? parseWithFormat(dateString, format, zone)
        : parseDate(dateString, zone);
  if (parsed) return parsed;
  if (onError !== undefined) return onError;
  throw new ServerError('ConversionFailure', `Error parsing date string '${String(dateString)}'`);
}

function dateToParts({ date, timezone, iso8601 }: NamedArguments, name: string): Argument {
  if (isNullish(date) || timezone === null) return null;
  const local = toLocal(dateOf(date, name), zoneOf(timezone));
  const time = {
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
  };
  if (iso8601 === true) {
    const { year, week, day } = isoWeek(local);
    return document({ isoWeekYear: year, isoWeek: week, isoDayOfWeek: day, ...time });
  }
  return document({
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    ...time,
  });
}

function dateFromParts(args: NamedArguments): Argument {
  const read = (field: string, fallback: number): number => {
    const value = args[field];
    if (value === undefined) return fallback;
    const whole = isNumeric(value) ? toExactInteger(value as Numeric) : undefined;
    if (whole === undefined)
      throw new ServerError(40515, `'${field}' must evaluate to an integer, found ${typeName(value)}`);
    return Number(whole);
  };
  if (Object.values(args).some((value) => value === null)) return null;
  const zone = zoneOf(args.timezone);
  const time = {
    hour: read('hour', 0),
    minute: read('minute', 0),
    second: read('second', 0),
    millisecond: read('millisecond', 0),
  };
  if (args.isoWeekYear !== undefined) {
    const year = read('isoWeekYear', 1970);
    const january4 = new Date(Date.UTC(year, 0, 4));
    const monday = 4 - (january4.getUTCDay() || 7) + 1;
    return fromFields(
      { year, month: 1, day: monday + (read('isoWeek', 1) - 1) * 7 + read('isoDayOfWeek', 1) - 1, ...time },
      zone,
    );
  }
  if (args.year === undefined)
    throw new ServerError(40516, "$dateFromParts requires either 'year' or 'isoWeekYear' to be present");
  return fromFields(
    { year: read('year', 1970), month: read('month', 1), day: read('day', 1), ...time },
    zone,
  );
}

export const dateOperators: Operators = {
  $year: part((local) => local.getUTCFullYear()),
  $month: part((local) => local.getUTCMonth() + 1),
  $dayOfMonth: part((local) => local.getUTCDate()),
  $dayOfWeek: part((local) => local.getUTCDay() + 1),
  $dayOfYear: part((local) => dayOfYear(local)),
  $hour: part((local) => local.getUTCHours()),
  $minute: part((local) => local.getUTCMinutes()),
  $second: part((local) => local.getUTCSeconds()),
  $millisecond: part((local) => local.getUTCMilliseconds()),
  $week: part((local) => sundayWeek(local)),
  $isoWeek: part((local) => isoWeek(local).week),
  $isoWeekYear: part((local) => BigInt(isoWeek(local).year)),
  $isoDayOfWeek: part((local) => isoWeek(local).day),
  $dateToString: named(['date!', 'format', 'timezone', 'onNull'], dateToString),
  $dateFromString: named(['dateString!', 'format', 'timezone', 'onError', 'onNull'], dateFromString),
  $dateToParts: named(['date!', 'timezone', 'iso8601'], dateToParts),
  $dateFromParts: named(
    [
      'year',
      'month',
      'day',
      'hour',
      'minute',
      'second',
      'millisecond',
      'isoWeekYear',
      'isoWeek',
      'isoDayOfWeek',
      'timezone',
    ],
    dateFromParts,
  ),
};
