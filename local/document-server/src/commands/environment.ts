/** What a pipeline of a command runs in. */
import type { Environment } from '../aggregation/environment.ts';
import { isDocument } from '../bson/values.ts';
import type { ExecutionContext } from '../planner/rows.ts';
import type { Invocation } from './invocation.ts';
import { addLet } from './let.ts';

export function environmentOf(
  invocation: Invocation,
  execution: ExecutionContext,
  name: string | undefined,
): Environment {
  const collection = name === undefined ? undefined : invocation.catalog.get(invocation.database, name);
  const context = addLet(invocation, invocation.queryContext(invocation.collationFor(collection)));
  return {
    server: invocation.server,
    database: invocation.database,
    collectionName: name,
    context,
    execution,
    bypassValidation: invocation.flag('bypassDocumentValidation'),
    depth: 0,
  };
}

/** {aggregate: 1} runs on the database, {aggregate: "name"} on a collection. */
export function aggregateTarget(invocation: Invocation): string | undefined {
  const target = invocation.body.get(invocation.name);
  return typeof target === 'number' ||
    typeof target === 'bigint' ||
    (typeof target === 'object' && target !== null && !isDocument(target))
    ? undefined
    : invocation.target;
}
