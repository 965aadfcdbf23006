/** The Stable API: apiVersion, apiStrict. */
import { type Document, isDocument, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';

const VERSION_1 = new Set([
  'aggregate',
  'bulkWrite',
  'collMod',
  'count',
  'create',
  'createIndexes',
  'delete',
  'drop',
  'dropDatabase',
  'dropIndexes',
  'endSessions',
  'explain',
  'find',
  'findAndModify',
  'getMore',
  'hello',
  'insert',
  'killCursors',
  'killSessions',
  'listCollections',
  'listDatabases',
  'listIndexes',
  'ping',
  'update',
]);

/** Refuses other versions than 1 and, under apiStrict, commands that do not belong to it. */
export function checkApi(command: string, body: Document): void {
  const version = body.get('apiVersion');
  if (version === undefined) {
    if (body.has('apiStrict') || body.has('apiDeprecationErrors')) {
      throw new ServerError(
        4886600,
        'Provided apiStrict and/or apiDeprecationErrors without passing apiVersion',
      );
    }
    return;
  }
  if (version !== '1') {
    throw new ServerError('APIVersionError', `API version must be "1", not ${String(version)}`);
  }
  if (body.get('apiStrict') === true && !VERSION_1.has(command)) {
    throw new ServerError(
      'APIStrictError',
      `Provided apiStrict:true, but the command ${command} is not in API Version 1. Information on supported commands and migrations in API Version 1 can be found at https://dochub.mongodb.org/core/manual-versioned-api`,
    );
  }
  if (body.get('apiStrict') === true && command === 'aggregate') checkStages(body.get('pipeline'));
}

const STAGES_BEYOND = new Set([
  '$currentOp',
  '$indexStats',
  '$listLocalSessions',
  '$listSessions',
  '$planCacheStats',
]);

/** Refuses stages that do not belong to version 1, in sub-pipelines too. */
function checkStages(value: Value | undefined): void {
  if (Array.isArray(value)) for (const element of value) checkStages(element);
  if (!isDocument(value)) return;
  for (const [name, operand] of value) {
    if (STAGES_BEYOND.has(name)) {
      throw new ServerError(
        'APIStrictError',
        `${name} is not allowed with 'apiStrict: true' in API Version 1`,
      );
    }
    if (
      name === '$collStats' &&
      isDocument(operand) &&
      [...operand.keys()].some((option) => option !== 'count')
    ) {
      throw new ServerError(
        'APIStrictError',
        "only the 'count' option to $collStats is supported in API Version 1",
      );
    }
    checkStages(operand);
  }
}
