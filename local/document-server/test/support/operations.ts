/** Operations that take several turns, seen from beside them. */
import type { TestServer } from './server.ts';

/** How many pings are answered while an operation runs. */
export async function pingsDuring(server: TestServer, operation: Promise<unknown>): Promise<number> {
  let done = false;
  let pings = 0;
  void operation.catch(() => {}).finally(() => (done = true));
  while (!done) {
    await server.client.db('admin').command({ ping: 1 });
    if (!done) pings++;
  }
  await operation;
  return pings;
}

/** Resolves once a command on the collection `c` has paused, to its opid. */
export async function pausedOperation(server: TestServer): Promise<number> {
  for (;;) {
    const operations = await server.client
      .db('admin')
      .aggregate([{ $currentOp: {} }, { $match: { ns: `${server.db.databaseName}.c` } }])
      .toArray();
    if (operations[0]) return operations[0].opid;
  }
}
