/** Request fields that several capabilities share. */
import * as v from 'valibot';
import { withThousands } from '../messages/text.ts';

export const text = v.string('must be a string');

/**
 * The maximum number of items. A query string has it as text, a JSON body as a number.
 * @param maximum also the default
 */
// @__NO_SIDE_EFFECTS__
export function pageLimit(maximum: number) {
  const rule = `must be a whole number from 1 to ${withThousands(maximum)}`;
  return v.optional(
    v.pipe(
      v.union([v.number(rule), v.pipe(v.string(), v.regex(/^\d{1,6}$/, rule), v.transform(Number))], rule),
      v.integer(rule),
      v.minValue(1, rule),
      v.maxValue(maximum, rule),
    ),
    maximum,
  );
}

/** JavaScript reads the 30th of February as the 2nd of March. @param time RFC 3339 */
function isReal(time: string): boolean {
  const day = time.slice(0, 10);
  return !Number.isNaN(Date.parse(time)) && new Date(`${day}T00:00Z`).toISOString().startsWith(day);
}

/** A point in time (RFC 3339). @param rule what it must be, as part of a sentence */
// @__NO_SIDE_EFFECTS__
export const timestamp = (rule: string) => v.pipe(text, v.isoTimestamp(rule), v.check(isReal, rule));

export const cursor = v.optional(
  v.pipe(text, v.maxLength(1_000, 'must be a cursor taken from a Link header')),
);

export const syncToken = v.optional(
  v.pipe(text, v.maxLength(400, 'must be a token taken from an X-Sync-Token header')),
);

interface Directions {
  before?: string | undefined;
  since?: string | undefined;
  around?: string | undefined;
  at?: string | undefined;
  after?: string | undefined;
}

/** `before` and `since` exclude each other, and the others where there are any. */
// @__NO_SIDE_EFFECTS__
export function oneDirection<Query extends Directions>() {
  return v.check<Query, string>(
    ({ before, since, around, at, after }) =>
      [before, since, around, at, after].filter((direction) => direction !== undefined).length < 2,
    'must have before or since, not both',
  );
}

/** For endpoints without input; ignores every field. */
export const NoInput = v.object({});
