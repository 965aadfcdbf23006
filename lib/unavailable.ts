/** Recognises "the dependency does not answer now" among what the database drivers throw, by name: no driver is loaded. */

const MONGODB = new Set([
  'MongoServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'MongoWaitQueueTimeoutError',
  'MongoTopologyClosedError',
  'MongoNotConnectedError',
]);

/** Server codes that say "not now" rather than "wrong". https://www.mongodb.com/docs/manual/reference/error-codes/ */
const MONGODB_CODES = new Set([
  6, 7, 43, 50, 89, 91, 133, 189, 202, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html, and the SDK's own time-outs. */
const DYNAMODB = new Set([
  'TimeoutError',
  'InternalServerError',
  'ServiceUnavailable',
  'ThrottlingException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
]);

const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { name, code } = error as Error & { code?: string | number };
  if (MONGODB.has(name) || DYNAMODB.has(name)) return true;
  if (name === 'MongoServerError') return typeof code === 'number' && MONGODB_CODES.has(code);
  return typeof code === 'string' && SOCKET_CODES.has(code);
}
