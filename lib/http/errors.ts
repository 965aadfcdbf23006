/**
 * Every error of the API, besides the short strings of the original API.
 * `code` is stable, and clients match on it; `title` is for people and may be reworded.
 */
export const problems = {
  validation_failed: { status: 400, title: 'Some fields are missing or wrong' },
  malformed_json: { status: 400, title: 'The request is not valid JSON' },
  duplicate_key: { status: 400, title: 'The request body names the same field twice' },
  unknown_frame_type: { status: 400, title: 'This type of frame is unknown' },
  invalid_sync_token: { status: 400, title: 'The sync token was not issued by this list to this user' },
  invalid_cursor: { status: 400, title: 'The page cursor was not issued by this list' },
  unauthenticated: { status: 401, title: 'An access token is required: log in first' },
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
    title: 'A request with the refresh cookie needs the header X-CoreChat-Session: cookie',
  },
  wrong_password: { status: 403, title: 'The current password is wrong' },
  invalid_recovery_code: {
    status: 403,
    title: 'The username or the recovery code is wrong, used or expired',
  },
  invalid_unsubscribe_link: { status: 403, title: 'The address is not that of a mail' },
  invalid_mail_code: { status: 403, title: 'The code is wrong, used or expired: ask for a new one' },
  account_suspended: { status: 403, title: 'This account is suspended' },
  registration_closed: { status: 403, title: 'This server takes no new accounts' },
  invalid_invite: { status: 403, title: 'This invitation is wrong, expired or used up' },
  email_domain_refused: { status: 403, title: 'This server takes e-mail addresses of certain domains only' },
  directory_off: { status: 403, title: 'This server does not list people: enter an exact username' },
  own_message: { status: 403, title: 'You cannot report your own message' },
  not_your_message: { status: 403, title: 'Only its sender can change a message' },
  not_group_admin: { status: 403, title: 'Only owners and admins of the group may do this' },
  not_group_owner: { status: 403, title: 'Only owners of the group may do this' },
  posting_restricted: { status: 403, title: 'Only owners and admins write in this group' },
  invitation_needed: { status: 403, title: 'This person joins groups by invitation only' },
  route_not_found: { status: 404, title: 'There is no route for this path' },
  user_not_found: { status: 404, title: 'There is no user of that name' },
  session_not_found: { status: 404, title: 'There is no such session' },
  conversation_not_found: { status: 404, title: 'There is no such conversation' },
  member_not_found: { status: 404, title: 'The group has no such member' },
  message_not_found: { status: 404, title: 'There is no such message' },
  attachment_not_found: { status: 404, title: 'There is no such attachment' },
  files_disabled: { status: 404, title: 'This server takes no files' },
  push_disabled: { status: 404, title: 'This server sends no notifications' },
  mail_disabled: { status: 404, title: 'This server sends no mail' },
  method_not_allowed: { status: 405, title: 'This path does not accept this method' },
  user_blocked: { status: 409, title: 'You have blocked this user: unblock them first' },
  client_id_conflict: { status: 409, title: 'This ClientId was already used for something else' },
  watermark_backwards: { status: 409, title: 'A later message is already marked as read' },
  watermark_beyond_end: { status: 409, title: 'The conversation has no such message yet' },
  too_many_pins: { status: 409, title: 'You have pinned as many conversations as you can' },
  too_many_pinned_messages: {
    status: 409,
    title: 'The conversation has as many pinned messages as it can have',
  },
  too_many_saved_messages: { status: 409, title: 'You have saved as many messages as you can' },
  forwarded_message: { status: 409, title: 'A forwarded message cannot be edited' },
  too_many_reactions: { status: 409, title: 'The message has as many reactions as it can take' },
  reply_elsewhere: { status: 409, title: 'A reply answers a message of the same conversation' },
  conversation_closed: { status: 409, title: 'This group is closed: it can be read, and not changed' },
  system_message: {
    status: 409,
    title: 'A message about a change of the group cannot be changed, reported or answered',
  },
  attachment_not_uploaded: { status: 409, title: 'The file has not been uploaded yet' },
  attachment_pending: { status: 409, title: 'The file is still being checked for viruses' },
  attachment_in_use: { status: 409, title: 'The file belongs to another message' },
  attachment_refused: {
    status: 409,
    title: 'The file is not what its type says, or says where it was taken',
  },
  quota_exceeded: { status: 409, title: 'Your files take as much room as you have' },
  email_unconfirmed: { status: 409, title: 'Confirm your e-mail address first' },
  mail_refused: { status: 409, title: 'The mail server says that there is no such mailbox' },
  group_full: { status: 409, title: 'The group has as many members as it can take' },
  too_many_admins: { status: 409, title: 'The group has as many owners and admins as it can take' },
  too_many_groups: { status: 409, title: 'This person is in as many groups as a person can be' },
  too_many_invites: { status: 409, title: 'The group has as many open invitations as it can take' },
  last_owner: { status: 409, title: 'A group needs an owner: make another member an owner first' },
  unknown_connection: { status: 410, title: 'This connection is no longer known: connect again' },
  resync_required: { status: 410, title: 'The sync token is too old: load the list again' },
  invite_expired: { status: 410, title: 'This invitation is unknown, expired, used up or revoked' },
  message_deleted: { status: 410, title: 'This message was deleted' },
  payload_too_large: { status: 413, title: 'The request body is too large' },
  file_too_large: { status: 413, title: 'The file is too large' },
  unsupported_media_type: { status: 415, title: 'The request body must be application/json' },
  too_many_contacts: { status: 429, title: 'Too many new conversations today: try again tomorrow' },
  rate_limited: { status: 429, title: 'Too many requests: slow down' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  service_unavailable: { status: 503, title: 'A required service does not respond: try again shortly' },
  files_unavailable: { status: 503, title: 'The storage of files does not respond: try again shortly' },
  mail_unavailable: { status: 503, title: 'The mail server does not take the mail: try again later' },
  storage_full: { status: 507, title: 'The server has no room for further files' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** One invalid field: its name as the client spelled it, and the fault as part of a sentence. */
export interface FieldError {
  field: string;
  detail: string;
}

export interface ApiErrorOptions {
  /** Explains this occurrence. Public. */
  detail?: string;
  errors?: FieldError[];
  headers?: Record<string, string>;
  /** Further public members of the problem document (RFC 9457 section 3.2). */
  extensions?: Record<string, unknown>;
  /** The private reason: logged, never part of the response. */
  cause?: unknown;
}

/** The only error that handlers and lib throw on purpose. Every other one becomes `internal_error`. */
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
