/** Collects the client's input and checks it against the endpoint's schema. */
import * as v from 'valibot';
import { ApiError, type FieldError } from './errors.ts';
import type { ApiEvent, Middleware, Untrusted } from './types.ts';

const READING = new Set(['GET', 'HEAD']);

/** The JSON body as an object. @throws ApiError validation_failed for any other JSON value */
function bodyFields(body: unknown): Untrusted {
  if (body === undefined) return {};
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Untrusted;
  throw new ApiError('validation_failed', { detail: 'The request body must be a JSON object' });
}

/**
 * Merges the fields of body, query (for reading methods) and path into one object. The path has precedence. GET has a body too:
 * the original client sends one.
 */
export function gatherInput(event: ApiEvent): Untrusted {
  const query = READING.has(event.requestContext.http.method) ? event.queryStringParameters : {};
  return { ...query, ...bodyFields(event.body), ...event.pathParameters };
}

function toFieldError(issue: v.BaseIssue<unknown>): FieldError {
  const field = v.getDotPath(issue) ?? '';
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return { field, detail: 'is not a field of this request' };
  }
  const isAbsent = issue.type === 'object' && issue.received === 'undefined';
  if (issue.type === 'strict_object' || isAbsent) return { field, detail: 'is missing' };
  return { field, detail: issue.message };
}

/** @throws ApiError validation_failed with one entry per invalid field */
export function validate<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input, { abortPipeEarly: true });
  if (result.success) return result.output;
  const errors = result.issues.map(toFieldError);
  // A rule about several fields has no field name.
  const summary = errors.map(({ field, detail }) => `${field || 'The request'} ${detail}`).join('; ');
  throw new ApiError('validation_failed', { detail: summary, errors });
}

export const inputValidation = (schema: v.GenericSchema): Middleware => ({
  before: ({ event }) => {
    event.input = validate(schema, event.input);
  },
});
