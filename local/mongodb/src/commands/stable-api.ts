/** The Stable API: apiVersion, apiStrict. */
import type { Document } from '../bson/values.ts';
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
      `Provided apiStrict:true, but the command ${command} is not in API Version 1`,
    );
  }
}
