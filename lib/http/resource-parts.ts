/** Parts of response schemas. */
import * as v from 'valibot';

export const text = v.string();

/** A non-negative integer. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

// @__NO_SIDE_EFFECTS__
export function described(description: string) {
  return v.pipe(text, v.description(description));
}

// @__NO_SIDE_EFFECTS__
export function time(description: string) {
  return v.pipe(text, v.isoTimestamp(), v.description(description));
}

// @__NO_SIDE_EFFECTS__
export function counted(description: string) {
  return v.pipe(count, v.description(description));
}

// @__NO_SIDE_EFFECTS__
export function flag(description: string) {
  return v.pipe(v.boolean(), v.description(description));
}
