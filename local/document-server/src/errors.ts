/** The errors that commands answer with, under the codes and names of the MongoDB server. */

import { show } from './bson/show.ts';
import { type Document, Double, document, type Value } from './bson/values.ts';

/** code by codeName, as in the server's error_codes.yml; errors known only by number have the name "Location<code>". */
export const errorCodes = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  GraphContainsCycle: 5,
  HostUnreachable: 6,
  HostNotFound: 7,
  UnknownError: 8,
  FailedToParse: 9,
  CannotMutateObject: 10,
  UserNotFound: 11,
  UnsupportedFormat: 12,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  ProtocolError: 17,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  CursorInUse: 12051,
  ClientDisconnect: 279,
  CursorKilled: 237,
  InterruptedAtShutdown: 11600,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  InvalidDBRef: 55,
  EmptyFieldName: 56,
  DottedFieldName: 57,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  IndexAlreadyExists: 68,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  OplogOperationUnsupported: 62,
  NetworkTimeout: 89,
  OperationFailed: 96,
  DocumentValidationFailure: 121,
  CommandNotSupported: 115,
  MaxTimeMSExpired: 50,
  CannotIndexParallelArrays: 171,
  InvalidIndexSpecificationOption: 197,
  InvalidUUID: 207,
  TransactionTooOld: 225,
  NoSuchTransaction: 251,
  OperationNotSupportedInTransaction: 263,
  CommandNotSupportedOnView: 166,
  OptionNotSupportedOnView: 167,
  InvalidPipelineOperator: 168,
  ViewDepthLimitExceeded: 165,
  InvalidViewDefinition: 182,
  NonConformantBSON: 378,
  QueryPlanKilled: 175,
  ExceededMemoryLimit: 146,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  NoQueryExecutionPlans: 291,
  IndexBuildAborted: 276,
  BackgroundOperationInProgressForNamespace: 12587,
  APIVersionError: 322,
  APIStrictError: 323,
  MergeStageNoMatchingDocument: 13113,
  Interrupted: 11601,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  DataCorruptionDetected: 311,
  ConversionFailure: 241,
  CannotBackfillArray: 15891,
  UnknownFeatureCompatibilityVersion: 258,
} as const;

export type ErrorName = keyof typeof errorCodes;

const nameByCode = new Map<number, string>(Object.entries(errorCodes).map(([name, code]) => [code, name]));

export function codeNameOf(code: number): string {
  return nameByCode.get(code) ?? `Location${code}`;
}

const INTERRUPTIONS = new Set<number>([
  errorCodes.MaxTimeMSExpired,
  errorCodes.Interrupted,
  errorCodes.InterruptedAtShutdown,
  errorCodes.ClientDisconnect,
]);

/** An error that a client may see. Anything else that is thrown is a defect and is answered as InternalError. */
export class ServerError extends Error {
  readonly code: number;
  readonly codeName: string;
  /** Further fields of the reply: keyPattern and keyValue of a duplicate key, errInfo of a failed validation. */
  readonly details: Record<string, Value>;

  /** The same error, with what was going on when it happened. */
  during(operation: string): ServerError {
    return new ServerError(this.code, `${operation} :: caused by :: ${this.message}`, this.details);
  }

  /** Ends a whole command, not only the statement of a batch that it happens in. */
  get isInterruption(): boolean {
    return INTERRUPTIONS.has(this.code);
  }

  constructor(error: ErrorName | number, message: string, details: Record<string, Value> = {}) {
    super(message);
    this.name = 'ServerError';
    this.code = typeof error === 'number' ? error : errorCodes[error];
    this.codeName = codeNameOf(this.code);
    this.details = details;
  }
}

/** Converts any thrown value to an error for the reply. */
export function toServerError(error: unknown): ServerError {
  if (error instanceof ServerError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ServerError('InternalError', `internal error: ${reason}`);
}

/** The reply to a command that failed as a whole. */
export function errorReply(error: ServerError): Document {
  return document({
    ok: new Double(0),
    errmsg: error.message,
    code: error.code,
    codeName: error.codeName,
    ...error.details,
  });
}

/** One entry of `writeErrors`. */
export function writeError(index: number, error: ServerError): Document {
  return document({ index, code: error.code, ...error.details, errmsg: error.message });
}

/** Error 11000, with the text that people search for and the fields that drivers pass on. */
export function duplicateKey(
  namespace: string,
  index: {
    name: string;
    pattern: Document;
    collation?: { spec: Document } | undefined;
    keyValue(tuple: readonly Value[]): Document;
  },
  tuple: readonly Value[],
): ServerError {
  const keyValue = index.keyValue(tuple);
  const shown = [...keyValue].map(([field, value]) => `${field}: ${show(value)}`).join(', ');
  return new ServerError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: { ${shown} }`,
    { keyPattern: index.pattern, keyValue },
  );
}
