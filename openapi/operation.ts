/** The possible responses of a declared endpoint. */
import type { EndpointDeclaration, Tag } from '../lib/http/declaration.ts';
import { type ProblemCode, problems } from '../lib/http/errors.ts';

export const TAGS: Record<Tag, string> = {
  Accounts: 'Registration, login, profile, export and deletion',
  Sessions: 'One per logged-in device',
  People: 'Users, their profiles and presence, and blocks',
  Messages: 'Sending, reading, editing, deleting',
  Conversations: 'The inbox',
  Groups: 'Conversations of up to 1,000 people',
  'Real time': 'The WebSocket',
  System: 'Health, this document, and the web app',
};

/** Errors of the middleware stack, which every function has (lib/http/endpoint.ts). */
const ALWAYS: ProblemCode[] = [
  'validation_failed',
  'malformed_json',
  'duplicate_key',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'internal_error',
];
const WITH_TOKEN: ProblemCode[] = ['unauthenticated', 'invalid_token', 'token_expired', 'session_ended'];

/** Every code of an endpoint. */
export const problemsOf = (endpoint: EndpointDeclaration): ProblemCode[] => [
  ...ALWAYS,
  ...(endpoint.spec.access === 'token' ? WITH_TOKEN : []),
  ...(endpoint.problems ?? []),
  ...(endpoint.isStatic ? [] : (['service_unavailable'] as const)),
];

/** Every status and code of an endpoint, as `200` or `404 user_not_found`. */
export const outcomesOf = (endpoint: EndpointDeclaration): string[] => [
  String(endpoint.success.status),
  ...(endpoint.notModified ? ['304'] : []),
  ...Object.entries(endpoint.sentences ?? {}).flatMap(([status, { sentences }]) =>
    sentences.map((text) => `${status} "${text}"`),
  ),
  ...problemsOf(endpoint).map((code) => `${problems[code].status} ${code}`),
];
