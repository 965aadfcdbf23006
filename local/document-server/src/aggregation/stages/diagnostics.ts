/** Stages that make their own documents: $collStats, $indexStats, $documents, $listLocalSessions, $currentOp. */
import { hostname } from 'node:os';
import { integer } from '../../bson/number.ts';
import { document, isDocument } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { dataSize } from '../../storage/sizes.ts';
import type { Environment, StageParser } from '../environment.ts';
import { parseExpression } from '../expression.ts';

function collectionOf({ server, database, collectionName }: Environment) {
  return server.catalog.get(database, collectionName ?? '');
}

const collStats: StageParser = (operand, environment) => {
  if (!isDocument(operand)) throw new ServerError(5447000, '$collStats must take a nested object');
  return function* () {
    const collection = collectionOf(environment);
    if (!collection) throw new ServerError('NamespaceNotFound', `Unable to retrieve stats: ns not found`);
    if (operand.has('latencyStats') || operand.has('queryExecStats')) {
      throw new ServerError(
        'CommandNotSupported',
        'latencyStats and queryExecStats of $collStats are not supported',
      );
    }
    const count = integer(collection.count());
    const size = (yield* dataSize(collection)).bytes;
    yield document({
      ns: collection.namespace,
      host: hostname(),
      localTime: new Date(),
      count: operand.has('count') ? count : undefined,
      storageStats: operand.has('storageStats')
        ? document({
            size: integer(size),
            count,
            avgObjSize: integer(count === 0 ? 0 : Math.floor(size / Number(count))),
            storageSize: integer(size),
            nindexes: collection.indexes.length,
            totalIndexSize: 0,
            totalSize: integer(size),
            capped: false,
          })
        : undefined,
    });
  };
};

const indexStats: StageParser = (_operand, environment) =>
  function* () {
    for (const index of collectionOf(environment)?.indexes ?? []) {
      yield document({
        name: index.name,
        key: index.pattern,
        host: hostname(),
        accesses: document({ ops: BigInt(index.accesses), since: index.since }),
        spec: index.spec,
      });
    }
  };

const documents: StageParser = (operand, { context }) => {
  const expression = parseExpression(operand, context);
  return function* () {
    const list = expression(new Map(), context.variables);
    if (!Array.isArray(list)) throw new ServerError(5858203, 'an array is expected');
    for (const doc of list) {
      if (!isDocument(doc)) throw new ServerError(40228, 'an element of $documents must be an object');
      yield doc;
    }
  };
};

const listLocalSessions: StageParser = (_operand, environment) =>
  function* () {
    for (const session of environment.server.sessions.list()) yield session;
  };

const currentOp: StageParser = (_operand, { server }) =>
  function* () {
    yield* server.operations.list();
    yield document({
      type: 'op',
      host: hostname(),
      desc: 'conn',
      active: true,
      op: 'command',
      ns: 'admin.$cmd.aggregate',
    });
  };

export const diagnosticStages: Record<string, StageParser> = {
  $collStats: collStats,
  $indexStats: indexStats,
  $documents: documents,
  $listLocalSessions: listLocalSessions,
  $listSessions: listLocalSessions,
  $currentOp: currentOp,
};
