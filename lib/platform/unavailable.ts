/** Recognises "the dependency does not answer now" among what the database drivers throw, by name: no driver is loaded. */

const MONGODB = new Set([
  'MongoServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'MongoWaitQueueTimeoutError',
  'MongoTopologyClosedError',
  'MongoNotConnectedError',
  'MongoOperationTimeoutError',
  'MongoPoolClosedError',
  'MongoServerClosedError',
  'PoolClearedOnNetworkError',
]);

/** Server codes that say "not now" rather than "wrong". https://www.mongodb.com/docs/manual/reference/error-codes/ */
const MONGODB_CODES = new Set([
  6, 7, 43, 50, 89, 91, 133, 189, 202, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const THROTTLED = new Set([
  'ThrottlingException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
]);

/** The SDK's own time-outs with them. */
const DYNAMODB = new Set(['TimeoutError', 'InternalServerError', 'ServiceUnavailable', ...THROTTLED]);

/** Of sockets, and of the DNS look-ups that a mongodb+srv address needs. */
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ENODATA',
  'ETIMEOUT',
  'ESERVFAIL',
  'EREFUSED',
  'EAI_AGAIN',
]);

/**
 * MongoDB does not take the user or the password: 18 and, of Atlas, 8000. 13 says that the user of an open connection is gone.
 * A function can mend that by reading its secret again, so that callers should try again.
 */
const REFUSED_LOGIN = new Set([13, 18, 8000]);

export const isRefusedLogin = (error: unknown): boolean =>
  error instanceof Error &&
  error.name.startsWith('Mongo') &&
  REFUSED_LOGIN.has((error as Error & { code?: number }).code ?? 0);

/** DynamoDB answers, and asks for fewer requests. */
export const isThrottled = (error: unknown): boolean => error instanceof Error && THROTTLED.has(error.name);

export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { name, code } = error as Error & { code?: string | number };
  if (MONGODB.has(name) || DYNAMODB.has(name) || name === 'SecretsError') return true;
  if (isRefusedLogin(error)) return true;
  if (typeof code === 'string') return NETWORK_CODES.has(code);
  // MongoServerError and what is derived from it, such as MongoWriteConcernError.
  return name.startsWith('Mongo') && code !== undefined && MONGODB_CODES.has(code);
}
