/**
 * The invariant, as a model test: a client that is cut off at any instant, reconnects and syncs holds exactly the state of
 * one that never was, and of the database; what is sent while its reader blocks the sender never reaches them; of reactions and
 * edits that are made at the same time none is lost; and nothing counts as read that its reader was not shown.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { startStack } from '../../local/stack.ts';
import { runCommand } from '../../local/user-error.ts';
import { TcpFaults } from '../support/faults/tcp-faults.ts';
import { gateway } from '../support/sockets/socket-gateway.ts';
import { HELP, type ModelOptions, parseModelOptions } from './options.ts';

const client = fc.constantFrom('phone' as const, 'laptop' as const, 'bob' as const, 'carol' as const);
const pick = fc.nat({ max: 1_000 });
const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('send' as const), client }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('edit' as const), client, pick }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('delete' as const), client, pick }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('amend' as const),
      client,
      pick,
      emoji: fc.constantFrom('👍', '🎉'),
      adds: fc.boolean(),
      withEdit: fc.boolean(),
      holds: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('read' as const), client, pick }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('cut' as const), client, told: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('connect' as const), client }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('reconnect' as const), client }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('scroll up' as const), client }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('lose pushes' as const), client }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constantFrom('block' as const, 'unblock' as const), client }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('hold next insert' as const) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('release' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('pass time' as const),
      ms: fc.oneof(fc.nat({ max: 9_000 }), fc.integer({ min: 10_000, max: 60_000 })),
    }),
  },
);

export type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** @returns the exit code */
async function prove({ runs, seed }: ModelOptions): Promise<number> {
  const stack = await startStack();
  const proxy = new TcpFaults(stack.env.MONGODB_URI ?? '');
  Object.assign(process.env, stack.env, {
    STAGE: 'test',
    MONGODB_URI: `mongodb://${await proxy.listen()}/?directConnection=true`,
    WEBSOCKET_MANAGEMENT_URL: await gateway.listen(),
    LOG_LEVEL: 'silent',
  });
  // The functions read their environment when they are first imported.
  const { newScenario } = await import('./scenario.ts');
  let done = 0;
  const histories = fc.array(command, { minLength: 5, maxLength: 40 });
  const property = fc.asyncProperty(fc.boolean(), histories, async (isGroup, commands) => {
    const scenario = await newScenario(proxy, isGroup);
    for (const each of commands) await scenario.execute(each);
    const { states, kept, lost, notShown } = await scenario.settle();
    for (const { database, ...clients } of states) {
      for (const [name, state] of Object.entries(clients)) {
        if (isDeepStrictEqual(state, database)) continue;
        throw new Error(
          `${name} differs from the database:\n${JSON.stringify({ [name]: state, database }, null, 1)}`,
        );
      }
    }
    if (kept.length > 0) throw new Error(`A hidden message reached its reader: ${kept.join(', ')}`);
    if (lost.length > 0) throw new Error(`Changes that were acknowledged are missing: ${lost.join(', ')}`);
    if (notShown.length > 0) throw new Error(`Counts as read, and was not shown: ${notShown.join(', ')}`);
    done++;
    if (done % 100 === 0) console.log(`${done} of ${runs} runs agree`);
  });
  try {
    await fc.assert(property, { numRuns: runs, ...(seed === undefined ? {} : { seed }) });
    console.log(`${done} runs agree`);
    return 0;
  } catch (error) {
    // fast-check names the seed and the shortest failing list of commands.
    console.error((error as Error).message, (error as Error).cause ?? '');
    return 1;
  } finally {
    await proxy.close();
    gateway.close();
    await stack.stop();
  }
}

await runCommand(async () => {
  const options = parseModelOptions(process.argv.slice(2));
  if (options.help) return console.log(HELP);
  // The functions' clients keep connections open.
  process.exit(await prove(options));
});
