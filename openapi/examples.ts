/** Examples of requests, from the sample events, and of responses, recorded with those events (record.ts). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProblemCode, problems } from '../lib/http/errors.ts';

const ROOT = join(import.meta.dirname, '..');
export const RECORDED = join(import.meta.dirname, 'recorded-answers.json');

/** Constant values for the placeholders of sample events. */
const PLACEHOLDERS: Record<string, string> = {
  unique: 'b3f1',
  password: 'correct horse battery',
  token: 'eyJhbGciOiJIUzI1NiIs…',
  newcomer: 'eyJhbGciOiJIUzI1NiIs…',
  refresh: 'c2FtcGxl…',
  session: '1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b',
  message: '69215c0a9d1f4be7a2c3d4e5',
  seq: '43',
  conversation: '~x0Wq2L3pZkTn5vRb8mYcGd',
  group: '~Qd7fJ0sXy2LmVb9TzKcA4w',
  invite: 'Qd7fJ0sXy2LmVb9TzKcA4wq3JtU8hY1nPz6Rb5WdEm0K',
  attachment: '0mijq3x1zQd7fJ0sXy2LmVb9TzKcA4w',
  recovery: '4F7KZ-9Q2MB-XH3TW-8D0NR',
  mailcode: '38204517',
  unsubscribe: '69215c0a9d1f4be7a2c3d4e5.x0Wq2L3pZkTn5vRb8mYcGdQ7fJ0sXy2L',
};

export interface RequestExample {
  body?: Record<string, unknown>;
  query: Record<string, string>;
  path: Record<string, string>;
}

/** From the function's sample event. */
export function requestExample(functionName: string): RequestExample {
  const text = readFileSync(join(ROOT, 'events', `${functionName}.json`), 'utf8');
  const filled = text.replaceAll(/\$\{(\w+)(?::[\w-]+)?\}/g, (placeholder, name: string) => {
    const value = PLACEHOLDERS[name];
    if (value === undefined)
      throw new Error(`events/${functionName}.json has an unknown placeholder ${placeholder}`);
    return value;
  });
  const { body, queryStringParameters = {}, pathParameters = {} } = JSON.parse(filled);
  return { ...(body ? { body: JSON.parse(body) } : {}), query: queryStringParameters, path: pathParameters };
}

/** By function: the response body for its sample event. */
export const recordedAnswers = (): Record<string, unknown> =>
  existsSync(RECORDED) ? JSON.parse(readFileSync(RECORDED, 'utf8')) : {};

const MORE: Partial<Record<ProblemCode, object>> = {
  validation_failed: {
    detail: 'Message must not be empty',
    errors: [{ field: 'Message', detail: 'must not be empty' }],
  },
};

/** Problem documents by code. */
export const problemExamples = () =>
  Object.fromEntries(
    Object.entries(problems).map(([code, { status, title }]) => [
      code,
      {
        summary: title,
        value: {
          type: `urn:corechat:problem:${code}`,
          title,
          status,
          code,
          ...MORE[code as ProblemCode],
          request_id: '69e3644f-7327-4b13-b684-37b0df2d0e21',
        },
      },
    ]),
  );
