import * as v from 'valibot';
import { text } from '../http/fields.ts';

/** A time and 128 random bits. */
export const attachmentId = v.pipe(
  text,
  v.regex(/^[0-9a-z]{9}[\w-]{22}$/, 'must be the id of an attachment'),
);
