/** What is told of a route beyond its input schema, and which answers follow from it. */
import type { GenericSchema } from 'valibot';
import type { ProblemCode } from '../lib/http/errors.ts';
import type { Route, routes } from '../lib/routes.ts';
import type { ResponseHeader } from './headers.ts';
import type { JsonSchema } from './json-schema.ts';

export type FunctionName = keyof typeof routes;

export const TAGS = {
  Accounts: 'Registering, logging in, and what is held about somebody',
  Sessions: 'One per device that stays logged in',
  People: 'Who is there',
  Messages: 'Sending, reading, editing, deleting',
  Conversations: 'The inbox',
  'Real time': 'The WebSocket',
  System: 'Health, this document, and the web app',
} as const;

export interface Operation {
  tag: keyof typeof TAGS;
  summary: string;
  description?: string;
  access: 'public' | 'token';
  input: GenericSchema;
  success: {
    description: string;
    /** absent for no content */
    schema?: JsonSchema;
    /** of files */
    contentTypes?: Record<string, JsonSchema>;
    headers?: readonly ResponseHeader[];
  };
  /** The original API's answers that are a JSON string, by status. */
  sentences?: Record<number, { description: string; sentences: readonly string[] }>;
  /** Besides those that every route of its kind can answer: see commonProblems. */
  problems?: readonly ProblemCode[];
  /** Request headers that change what it does. */
  requestHeaders?: readonly ('Prefer' | 'X-CoreChat-Session')[];
  /** It asks no database, and so cannot find one away. */
  isStatic?: true;
  notModified?: true;
  /** Answers 503 with the state of each dependency. */
  tellsDependencies?: true;
}

/** What any function answers whatever it does, as the one middleware stack makes it (lib/http/endpoint.ts). */
const ALWAYS: ProblemCode[] = [
  'validation_failed',
  'malformed_json',
  'duplicate_key',
  'payload_too_large',
  'unsupported_media_type',
  'internal_error',
];
const WITH_TOKEN: ProblemCode[] = ['unauthenticated', 'invalid_token', 'token_expired'];

/** Every code that an operation can answer. */
export const problemsOf = ({ access, isStatic, problems = [] }: Operation): ProblemCode[] => [
  ...ALWAYS,
  ...(access === 'token' ? WITH_TOKEN : []),
  ...problems,
  ...(isStatic ? [] : (['service_unavailable'] as const)),
];

/** Every status and code that an operation can answer, as `200` or `404 user_not_found`. */
export function outcomesOf(
  operation: Operation,
  route: Route,
  statusOf: (code: ProblemCode) => number,
): string[] {
  return [
    String(route.success),
    ...(operation.notModified ? ['304'] : []),
    ...Object.entries(operation.sentences ?? {}).flatMap(([status, { sentences }]) =>
      sentences.map((text) => `${status} "${text}"`),
    ),
    ...problemsOf(operation).map((code) => `${statusOf(code)} ${code}`),
  ];
}
