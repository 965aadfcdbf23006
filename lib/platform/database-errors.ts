/** Recognises errors of database drivers that mean "temporarily unavailable". Matches by name, so that no driver is loaded. */

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

/** Transient server codes. https://www.mongodb.com/docs/manual/reference/error-codes/ */
const MONGODB_CODES = new Set([
  6, 7, 43, 50, 89, 91, 133, 189, 202, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const THROTTLED = new Set([
  'ThrottlingException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
]);

/** Includes the SDK's own time-outs. */
const DYNAMODB = new Set(['TimeoutError', 'InternalServerError', 'ServiceUnavailable', ...THROTTLED]);

/** Codes of sockets and of the DNS lookups for mongodb+srv. */
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
 * MongoDB refuses user or password: 18 and, on Atlas, 8000. 13 means that the user of an open connection was deleted.
 * Reading the secret again can fix it, so callers should retry.
 */
const REFUSED_LOGIN = new Set([13, 18, 8000]);

export const isRefusedLogin = (error: unknown): boolean =>
  error instanceof Error &&
  error.name.startsWith('Mongo') &&
  REFUSED_LOGIN.has((error as Error & { code?: number }).code ?? 0);

/** DynamoDB is up and throttles. */
export const isThrottled = (error: unknown): boolean => error instanceof Error && THROTTLED.has(error.name);

export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { name, code } = error as Error & { code?: string | number };
  if (MONGODB.has(name) || DYNAMODB.has(name) || name === 'SecretsError') return true;
  if (isRefusedLogin(error)) return true;
  if (typeof code === 'string') return NETWORK_CODES.has(code);
  // MongoServerError and its subclasses, such as MongoWriteConcernError.
  return name.startsWith('Mongo') && code !== undefined && MONGODB_CODES.has(code);
}
