/** Request fields of reports. */
import * as v from 'valibot';
import { text } from '../http/fields.ts';
import { isBlank } from '../messages/blank.ts';
import { countCodePoints } from '../messages/text.ts';

export const DETAIL_MAX = 1_000;

/** Free text of the reporter; a blank one counts as none. */
export const reportDetail = v.pipe(
  text,
  v.trim(),
  v.check((value) => value.isWellFormed(), 'must be well-formed Unicode'),
  v.check((value) => countCodePoints(value) <= DETAIL_MAX, 'must be at most 1,000 characters'),
  v.transform((value) => (isBlank(value) ? null : value)),
);
