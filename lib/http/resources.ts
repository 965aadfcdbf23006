/** The schema of error responses. */
import * as v from 'valibot';
import { type ProblemCode, problems } from './errors.ts';
import { described } from './resource-parts.ts';

export const FieldError = v.object({
  field: described('as the client spelled it; empty for a rule about several'),
  detail: described('the fault, as part of a sentence'),
});

export const Problem = v.object({
  type: described('urn:corechat:problem:<code>'),
  title: described('for people; may be reworded'),
  status: v.pipe(v.number(), v.integer()),
  code: v.pipe(
    v.picklist(Object.keys(problems) as ProblemCode[]),
    v.description('stable; clients match on it'),
  ),
  detail: v.exactOptional(described('explains this occurrence')),
  errors: v.exactOptional(
    v.pipe(v.array(FieldError), v.description('with validation_failed, one per invalid field')),
  ),
  request_id: described('also in X-Request-Id, and in the log'),
});

export type ProblemDocument = v.InferOutput<typeof Problem>;
