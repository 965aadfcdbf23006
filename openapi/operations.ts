/** What each route does and answers, beyond what its input schema says: declared once, and held against every test's answers. */
import type { GenericSchema } from 'valibot';
import type { ProblemCode } from '../lib/errors.ts';
import type { Route, routes } from '../lib/routes.ts';
import * as input from '../lib/schemas.ts';
import type { ResponseHeader } from './headers.ts';
import { type JsonSchema, ref } from './json-schema.ts';

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

const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const sentence = (text: string): JsonSchema => ({ type: 'string', const: text });
const byPreference = (text: string): JsonSchema => ({ oneOf: [sentence(text), ref('Message')] });

export const operations: Record<FunctionName, Operation> = {
  'auth/register': {
    tag: 'Accounts',
    summary: 'Register',
    access: 'public',
    input: input.RegisterInput,
    success: { description: 'The account is there', schema: sentence('Added Successfully') },
    sentences: { 409: { description: 'The username is taken', sentences: ['This user already exists'] } },
  },
  'auth/login': {
    tag: 'Accounts',
    summary: 'Log in',
    description: 'Opens a session on this device.',
    access: 'public',
    input: input.LoginInput,
    requestHeaders: ['X-CoreChat-Session'],
    success: { description: 'The tokens of a new session', schema: ref('Login'), headers: ['Set-Cookie'] },
    sentences: {
      404: {
        description: 'Nobody of that name, or another password',
        sentences: ['Invalid user.', 'Wrong password'],
      },
    },
  },
  'sessions/refresh': {
    tag: 'Sessions',
    summary: 'Exchange a refresh token for new tokens',
    description:
      'The previous refresh token stays valid until the new one is first used. With an older one the session ends. Browsers in cookie mode send no body.',
    access: 'public',
    input: input.RefreshSessionInput,
    requestHeaders: ['X-CoreChat-Session'],
    success: { description: 'The new tokens', schema: ref('Login'), headers: ['Set-Cookie'] },
    problems: ['invalid_refresh_token', 'refresh_token_reused', 'cookie_header_missing'],
  },
  'sessions/list': {
    tag: 'Sessions',
    summary: 'Where I am logged in',
    access: 'token',
    input: input.NoInput,
    success: { description: 'The sessions, latest use first', schema: list(ref('Session')) },
    problems: ['session_ended'],
  },
  'sessions/end': {
    tag: 'Sessions',
    summary: 'Log one device out',
    description: '`current` is the one that asks.',
    access: 'token',
    input: input.EndSessionInput,
    success: { description: 'The session has ended', headers: ['Set-Cookie'] },
    problems: ['session_ended', 'session_not_found'],
  },
  'sessions/end-all': {
    tag: 'Sessions',
    summary: 'Log out everywhere',
    access: 'token',
    input: input.NoInput,
    success: { description: 'All sessions have ended', headers: ['Set-Cookie'] },
    problems: ['session_ended'],
  },
  'users/list': {
    tag: 'People',
    summary: 'Everybody’s username',
    access: 'public',
    input: input.ListUsersInput,
    success: {
      description: 'Usernames in alphabetical order, case aside',
      schema: list({ type: 'string' }),
      headers: ['Link'],
    },
    problems: ['invalid_cursor'],
  },
  'users/show': {
    tag: 'People',
    summary: 'A profile, and whether they are online',
    access: 'token',
    input: input.ShowUserInput,
    success: { description: 'What everybody may see of them', schema: ref('Person') },
    problems: ['user_not_found'],
  },
  'me/show': {
    tag: 'Accounts',
    summary: 'My profile',
    access: 'token',
    input: input.NoInput,
    success: { description: 'What I see of myself', schema: ref('Profile') },
    problems: ['session_ended'],
  },
  'me/update': {
    tag: 'Accounts',
    summary: 'Change my profile',
    description: 'Any of the fields, at least one. `null` clears display name, bio and avatar.',
    access: 'token',
    input: input.UpdateProfileInput,
    success: { description: 'The profile as it is now', schema: ref('Profile') },
    problems: ['session_ended'],
  },
  'me/password': {
    tag: 'Accounts',
    summary: 'Change my password',
    description: 'Other devices are logged out unless they are to be kept.',
    access: 'token',
    input: input.ChangePasswordInput,
    success: { description: 'It has changed' },
    problems: ['session_ended', 'wrong_password'],
  },
  'me/delete': {
    tag: 'Accounts',
    summary: 'Delete my account',
    description:
      'For good: what was sent becomes tombstones of a "deleted account", and the name stays taken. A 503 says that there is more to erase than fits into one request: send it again.',
    access: 'token',
    input: input.DeleteAccountInput,
    success: { description: 'The account is gone', headers: ['Set-Cookie'] },
    problems: ['session_ended', 'wrong_password'],
  },
  'me/export': {
    tag: 'Accounts',
    summary: 'Everything held about me',
    description: 'In pages of about 1,000 messages.',
    access: 'token',
    input: input.ExportInput,
    success: { description: 'A page', schema: ref('ExportPage'), headers: ['Link', 'Content-Disposition'] },
    problems: ['session_ended', 'invalid_cursor'],
  },
  'messages/send': {
    tag: 'Messages',
    summary: 'Send',
    description:
      'With a ClientId it can be repeated safely: same sender, recipient, text and ClientId are one message and get the first answer.',
    access: 'token',
    input: input.SendMessageInput,
    requestHeaders: ['Prefer'],
    success: {
      description: 'It is stored',
      schema: byPreference('Message has been sent.'),
      headers: ['Vary', 'Preference-Applied'],
    },
    problems: ['session_ended', 'user_not_found', 'client_id_conflict'],
  },
  'messages/list': {
    tag: 'Messages',
    summary: 'Read a conversation',
    description:
      'The newest page, oldest first inside it; `next` leads to older ones. With `since`, what changed since that sync token, tombstones included, in the order of `Version`. `before` and `since` exclude each other.',
    access: 'token',
    input: input.ListMessagesInput,
    success: { description: 'A page', schema: list(ref('Message')), headers: ['Link', 'X-Sync-Token'] },
    problems: ['user_not_found', 'invalid_cursor', 'invalid_sync_token', 'resync_required'],
  },
  'messages/edit': {
    tag: 'Messages',
    summary: 'Edit an own message',
    access: 'token',
    input: input.EditMessageInput,
    requestHeaders: ['Prefer'],
    success: {
      description: 'It is changed',
      schema: byPreference('Message has been edited.'),
      headers: ['Vary', 'Preference-Applied'],
    },
    problems: ['message_not_found', 'not_your_message', 'message_deleted'],
  },
  'messages/delete': {
    tag: 'Messages',
    summary: 'Delete an own message',
    description: 'A tombstone stays. Deleting it again changes nothing.',
    access: 'token',
    input: input.DeleteMessageInput,
    success: { description: 'It is deleted' },
    problems: ['message_not_found', 'not_your_message'],
  },
  'conversations/list': {
    tag: 'Conversations',
    summary: 'The inbox',
    description:
      'Newest activity first. With `since`, what changed since that sync token, oldest change first. `before` and `since` exclude each other.',
    access: 'token',
    input: input.ListConversationsInput,
    success: { description: 'A page', schema: list(ref('Conversation')), headers: ['Link', 'X-Sync-Token'] },
    problems: ['invalid_cursor', 'invalid_sync_token', 'resync_required'],
  },
  'conversations/read': {
    tag: 'Conversations',
    summary: 'Mark as read',
    description: 'Everything up to and including the message of that Seq. The same again changes nothing.',
    access: 'token',
    input: input.MarkReadInput,
    success: { description: 'The conversation as it is now', schema: ref('Conversation') },
    problems: ['session_ended', 'conversation_not_found', 'watermark_backwards', 'watermark_beyond_end'],
  },
  'realtime/ticket': {
    tag: 'Real time',
    summary: 'Get the address of a WebSocket',
    description:
      'Good for one connection within 30 seconds, from the origin that asked. See `x-websocket` for the frames.',
    access: 'token',
    input: input.NoInput,
    success: { description: 'The address', schema: ref('Ticket') },
    problems: ['session_ended'],
  },
  'system/health': {
    tag: 'System',
    summary: 'Liveness, with the state of the databases',
    access: 'public',
    input: input.NoInput,
    success: { description: 'Everything answers', schema: ref('Health') },
    tellsDependencies: true,
  },
  'system/web': {
    tag: 'System',
    summary: 'The web app',
    access: 'public',
    input: input.NoInput,
    isStatic: true,
    notModified: true,
    success: {
      description: 'A file of the web app',
      contentTypes: {
        'text/html': {},
        'text/javascript': {},
        'text/css': {},
        'image/svg+xml': {},
        'font/woff2': {},
        'application/manifest+json': {},
      },
      headers: ['ETag', 'Vary'],
    },
    problems: ['route_not_found'],
  },
};

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
