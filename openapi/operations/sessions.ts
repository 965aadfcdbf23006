import * as input from '../../lib/schemas.ts';
import { ref } from '../json-schema.ts';
import type { Operation } from '../operation.ts';
import { list } from './bodies.ts';

export const sessions = {
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
} satisfies Record<string, Operation>;
