/**
 * Every error the API can answer with, besides the seed contract's own short strings.
 * `code` is stable and is what clients match on; `title` is for people and may be reworded.
 */
export const problems = {
  validation_failed: { status: 400, title: 'Some fields are missing or wrong' },
  malformed_json: { status: 400, title: 'The request is not valid JSON' },
  duplicate_key: { status: 400, title: 'The request body names the same field twice' },
  unknown_frame_type: { status: 400, title: 'Frames of this type are not understood' },
  invalid_sync_token: { status: 400, title: 'The sync token is not one that this list handed out to you' },
  invalid_cursor: { status: 400, title: 'The page cursor is not one that this list handed out' },
  unauthenticated: { status: 401, title: 'A token is needed: log in first' },
  invalid_token: { status: 401, title: 'The token is not valid' },
  token_expired: { status: 401, title: 'The token has expired: refresh the session or log in again' },
  invalid_refresh_token: { status: 401, title: 'The refresh token is not valid: log in again' },
  refresh_token_reused: {
    status: 401,
    title: 'The refresh token was used before: the session has ended, log in again',
  },
  session_ended: { status: 401, title: 'The session has ended: log in again' },
  invalid_ticket: { status: 401, title: 'The ticket is unknown, used or expired: get a new one' },
  origin_not_allowed: { status: 403, title: 'This page may not connect here' },
  cookie_header_missing: {
    status: 403,
    title: 'A request by cookie needs the header X-CoreChat-Session: cookie',
  },
  wrong_password: { status: 403, title: 'The current password is not right' },
  account_suspended: { status: 403, title: 'This account is suspended' },
  own_message: { status: 403, title: 'Only somebody else’s message can be reported' },
  not_your_message: { status: 403, title: 'Only its sender can change a message' },
  route_not_found: { status: 404, title: 'There is nothing at this address' },
  user_not_found: { status: 404, title: 'There is no user of that name' },
  session_not_found: { status: 404, title: 'There is no such session' },
  conversation_not_found: { status: 404, title: 'There is no such conversation' },
  message_not_found: { status: 404, title: 'There is no such message' },
  method_not_allowed: { status: 405, title: 'This address does not accept that method' },
  user_blocked: { status: 409, title: 'You have blocked this user: unblock them first' },
  client_id_conflict: { status: 409, title: 'This ClientId was already used for another text' },
  watermark_backwards: { status: 409, title: 'A later message was already marked as read' },
  watermark_beyond_end: { status: 409, title: 'The conversation has no such message yet' },
  unknown_connection: { status: 410, title: 'This socket is no longer known: connect anew' },
  resync_required: { status: 410, title: 'The sync token is too old: load the list anew' },
  message_deleted: { status: 410, title: 'This message was deleted' },
  payload_too_large: { status: 413, title: 'The request body is too large' },
  unsupported_media_type: { status: 415, title: 'The request body must be application/json' },
  rate_limited: { status: 429, title: 'Too many requests: slow down' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  service_unavailable: { status: 503, title: 'A service we depend on does not answer: try again shortly' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** One wrong field of the input: its name as the client spelled it, and what is wrong as a sentence part. */
export interface FieldError {
  field: string;
  detail: string;
}

export interface ApiErrorOptions {
  /** More than the title says, for this one occurrence. Public. */
  detail?: string;
  errors?: FieldError[];
  headers?: Record<string, string>;
  /** Further public members of the problem document (RFC 9457 section 3.2). */
  extensions?: Record<string, unknown>;
  /** The private reason. Logged, never answered. */
  cause?: unknown;
}

/** The only error that handlers and lib throw on purpose. Everything else is answered as `internal_error`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ProblemCode;
  readonly options: ApiErrorOptions;

  constructor(code: ProblemCode, options: ApiErrorOptions = {}) {
    super(
      options.detail ?? problems[code].title,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.options = options;
  }
}
