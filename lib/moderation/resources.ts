/** Schemas of responses about reports. */
import * as v from 'valibot';
import { described, text, time } from '../http/resource-parts.ts';

export const Report = v.object({
  Id: text,
  MessageId: text,
  Reason: v.picklist(['spam', 'abuse', 'other']),
  Detail: v.nullable(described('in the reporter’s words')),
  ReportedAt: time('of the first report'),
});

export type ReportResource = v.InferOutput<typeof Report>;
