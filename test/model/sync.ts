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
import { groupHistories } from './groups/commands.ts';
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

/** @returns whether all runs agree; prints the shortest history that does not */
async function check<History>(
  what: ModelOptions['parts'][number],
  histories: fc.Arbitrary<History>,
  { runs, seed, parts }: ModelOptions,
  play: (history: History) => Promise<void>,
): Promise<boolean> {
  if (!parts.includes(what)) return true;
  let done = 0;
  const property = fc.asyncProperty(histories, async (history) => {
    await play(history);
    done++;
    if (done % 100 === 0) console.log(`${done} of ${runs} ${what} agree`);
  });
  try {
    await fc.assert(property, { numRuns: runs, ...(seed === undefined ? {} : { seed }) });
    console.log(`${done} ${what} agree`);
    return true;
  } catch (error) {
    // fast-check names the seed and the shortest failing list of commands.
    console.error((error as Error).message, (error as Error).cause ?? '');
    return false;
  }
}

const conversations = fc.record({
  isGroup: fc.boolean(),
  commands: fc.array(command, { minLength: 5, maxLength: 40 }),
});

/** @returns the exit code */
async function prove(options: ModelOptions): Promise<number> {
  const stack = await startStack();
  const proxy = new TcpFaults(stack.env.MONGODB_URI ?? '');
  Object.assign(process.env, stack.env, {
    STAGE: 'test',
    MONGODB_URI: `mongodb://${await proxy.listen()}/?directConnection=true`,
    // Each write that is held back keeps a connection.
    MONGODB_POOL_SIZE: '20',
    WEBSOCKET_MANAGEMENT_URL: await gateway.listen(),
    LOG_LEVEL: 'silent',
  });
  // The functions read their environment when they are first imported.
  const { newScenario } = await import('./scenario.ts');
  const { newGroupScenario } = await import('./groups/group-scenario.ts');
  try {
    const isInOrder = await check('conversations', conversations, options, async ({ isGroup, commands }) => {
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
      requireNone('A hidden message reached its reader', kept);
      requireNone('Changes that were acknowledged are missing', lost);
      requireNone('Counts as read, and was not shown', notShown);
    });
    const areGroups = await check('groups', groupHistories, options, async ({ beginning, commands }) => {
      const scenario = await newGroupScenario(proxy, beginning);
      for (const each of commands) await scenario.execute(each);
      const { differences, leaked, lost } = await scenario.settle();
      requireNone('Reached a person who must not get it', leaked);
      requireNone('Differs', differences);
      requireNone('Changes that were acknowledged are missing', lost);
    });
    return isInOrder && areGroups ? 0 : 1;
  } finally {
    await proxy.close();
    gateway.close();
    await stack.stop();
  }
}

function requireNone(what: string, found: readonly string[]): void {
  if (found.length > 0) throw new Error(`${what}: ${found.join('\n')}`);
}

await runCommand(async () => {
  const options = parseModelOptions(process.argv.slice(2));
  if (options.help) return console.log(HELP);
  // The functions' clients keep connections open.
  process.exit(await prove(options));
});
