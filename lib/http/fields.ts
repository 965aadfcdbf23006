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

export const cursor = v.optional(
  v.pipe(text, v.maxLength(1_000, 'must be a cursor taken from a Link header')),
);

export const syncToken = v.optional(
  v.pipe(text, v.maxLength(400, 'must be a token taken from an X-Sync-Token header')),
);

/** `before` and `since` exclude each other. */
// @__NO_SIDE_EFFECTS__
export function oneDirection<Query extends { before?: string | undefined; since?: string | undefined }>() {
  return v.check<Query, string>(
    ({ before, since }) => before === undefined || since === undefined,
    'must have before or since, not both',
  );
}

/** For endpoints without input; ignores every field. */
export const NoInput = v.object({});
