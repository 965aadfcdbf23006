import type { FieldError, ProblemCode } from './protocol.ts';

/** Their messages are sentences for people (files/file-errors.ts). */
export type FileErrorCode = 'file_empty' | 'file_unreadable' | 'file_damaged' | 'file_lost' | 'no_room';

/** The server's codes, and codes for failures of the client and the network. */
export type ErrorCode =
  | ProblemCode
  | 'unknown_user'
  | 'username_taken'
  | 'network'
  | 'timeout'
  | 'bad_response'
  | 'refused'
  | 'not_logged_in'
  | 'discarded'
  | FileErrorCode;

export interface CoreChatErrorOptions {
  message?: string | undefined;
  detail?: string | undefined;
  /** HTTP status, when there was an answer */
  status?: number | undefined;
  requestId?: string | undefined;
  fields?: FieldError[] | undefined;
  retryAfterMs?: number | undefined;
  pageOrigin?: string | undefined;
  cause?: unknown;
}

const TRANSIENT: readonly ErrorCode[] = [
  'network',
  'timeout',
  'bad_response',
  'refused',
  'service_unavailable',
];

/** Everything that a call can throw. Match on `code`; show `sentence(error)`. */
export class CoreChatError extends Error {
  override readonly name = 'CoreChatError';
  readonly code: ErrorCode;
  /** what the server says about this request, beyond the code */
  readonly detail: string | undefined;
  /** HTTP status, when there was an answer */
  readonly status: number | undefined;
  /** id of the request in the server's log */
  readonly requestId: string | undefined;
  /** for `validation_failed`: each wrong field, by the server's name for it */
  readonly fields: readonly FieldError[] | undefined;
  /** how long the server asks to wait */
  readonly retryAfterMs: number | undefined;
  /** for `network`, in a page of another origin than the server's: the server may not list this origin in its CORS_ORIGINS */
  readonly pageOrigin: string | undefined;
  /** the same call may succeed later: network, time-out, an overloaded or broken server */
  readonly transient: boolean;

  constructor(code: ErrorCode, options: CoreChatErrorOptions = {}) {
    super(options.message ?? code, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.status = options.status;
    this.requestId = options.requestId;
    this.fields = options.fields;
    this.retryAfterMs = options.retryAfterMs;
    this.pageOrigin = options.pageOrigin;
    const isOver = this.status === 429 && code !== 'too_many_contacts';
    this.transient = TRANSIENT.includes(code) || isOver || (this.status ?? 0) >= 500;
  }
}

/** Whether something that was thrown is a CoreChatError with one of these codes. */
export const hasCode = (error: unknown, ...codes: ErrorCode[]): error is CoreChatError =>
  error instanceof CoreChatError && codes.includes(error.code);

/** Whether the same call may succeed later. */
export const isTransient = (error: unknown): boolean => error instanceof CoreChatError && error.transient;

/** Wraps errors of other code: an injected fetch or storage can throw anything. */
export const asCoreChatError = (error: unknown): CoreChatError =>
  error instanceof CoreChatError
    ? error
    : new CoreChatError('bad_response', { message: 'Something unexpected was thrown', cause: error });

/** As the server answers those who are not in a conversation. */
export const notAMember = () => new CoreChatError('conversation_not_found', { status: 404 });

export const notLoggedIn = () => new CoreChatError('not_logged_in', { message: 'No user is logged in' });
