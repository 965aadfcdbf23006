/** What does a login cost, whom does it keep waiting, and does it tell whether a user exists? */
import { parseArgs } from 'node:util';
import { PASSWORD } from '../test/support/people/registration.ts';
import { ours } from './support/bundles.ts';
import { listEvent, loginEvent, prepareTalk } from './support/conversation.ts';
import { handlerOf } from './support/handler.ts';
import { keep } from './support/report.ts';
import { startBenchStack } from './support/stack.ts';
import { median, percentile } from './support/statistics.ts';

const { values } = parseArgs({
  options: { logins: { type: 'string', default: '120' }, lists: { type: 'string', default: '1500' } },
});
const AT_ONCE = 4;
const WARM_UP = 10;
/** Short, so that what a neighbour does for a second falls on lists of both kinds. */
const BLOCK = 100;

const stack = await startBenchStack();
const talk = await prepareTalk(200);
const [loginBundle, listBundle] = await ours(['auth/login', 'messages/list']);
Object.assign(process.env, stack.env);
const list = handlerOf(listBundle?.file ?? '');
const login = handlerOf(loginBundle?.file ?? '', { mayRefuse: true });

const samples: Record<string, number[]> = {};
const add = (what: string, milliseconds: number) => {
  samples[what] = [...(samples[what] ?? []), milliseconds];
};
async function timed(what: string, action: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  await action();
  add(what, performance.now() - began);
}

/** Of this process, the threads that hash included: what neighbours do to the time of a hash, they hardly do to this. */
async function timedWithProcessor(what: string, action: () => Promise<unknown>): Promise<void> {
  const before = process.cpuUsage();
  await timed(what, action);
  const { user, system } = process.cpuUsage(before);
  add(`${what}: processor time`, (user + system) / 1000);
}

console.log('  logins of known and unknown users, one after the other');
const attempts = {
  'right password': loginEvent(talk.alice, PASSWORD),
  'known user, wrong password': loginEvent(talk.alice, 'not the password'),
  'unknown user': loginEvent('nobody-at-all', 'not the password'),
};
for (let round = 0; round < WARM_UP + Number(values.logins); round++) {
  for (const [what, event] of round % 2 ? Object.entries(attempts) : Object.entries(attempts).toReversed()) {
    if (round < WARM_UP) await login(event);
    else await timedWithProcessor(what, () => login(event));
  }
}

console.log(`  lists, alone and while ${AT_ONCE} logins run`);
const lists = async (what: string) => {
  for (let index = 0; index < BLOCK; index++) await timed(what, () => list(listEvent(talk)));
};
for (let index = 0; index < 300; index++) await list(listEvent(talk));
for (let round = 0; round < Number(values.lists) / BLOCK; round++) {
  await lists('list, alone');
  let running = true;
  const client = async () => {
    while (running) await timed(`login, ${AT_ONCE} at once`, () => login(attempts['right password']));
  };
  const clients = Array.from({ length: AT_ONCE }, client);
  await lists(`list, while ${AT_ONCE} logins run`);
  running = false;
  await Promise.all(clients);
}
await stack.stop();

const at = (what: string, share = 0.5) => percentile(samples[what] ?? [], share);
/** Of the two attempts of each round, which ran one after the other. */
const pairwise = (what: string, other: string): number =>
  median((samples[what] ?? []).map((value, index) => value / (samples[other]?.[index] ?? Number.NaN)));

keep('login', {
  question: 'What does a login cost, whom does it keep waiting, and does it tell whether a user exists?',
  method: `The bundled handlers in one process on ${process.env.UV_THREADPOOL_SIZE ?? '4'} threads of libuv's pool, where argon2id runs; ${values.logins} attempts of each kind, taking turns, each compared with the one beside it, and ${values.lists} lists alone and as many while ${AT_ONCE} logins run all the time, in turns of ${BLOCK}. On Lambda an environment serves one request at a time, so nobody waits there; this is about npm start and other hosts. Machines with as many free cores as logins would show the event loop alone; here ${AT_ONCE} hashes, the databases and the list share two cores.`,
  ratios: [
    {
      what: 'unknown user / known user with a wrong password, median of pairs',
      value: pairwise('unknown user', 'known user, wrong password'),
      atLeast: 0.95,
      atMost: 1.05,
    },
    {
      what: 'unknown user / known user with a wrong password, processor time, median of pairs',
      value: pairwise('unknown user: processor time', 'known user, wrong password: processor time'),
      atLeast: 0.95,
      atMost: 1.05,
    },
    {
      what: `list: p99, while ${AT_ONCE} logins run / alone`,
      value: at(`list, while ${AT_ONCE} logins run`, 0.99) / at('list, alone', 0.99),
      atMost: 1.5,
    },
    {
      what: `list: p50, while ${AT_ONCE} logins run / alone`,
      value: at(`list, while ${AT_ONCE} logins run`) / at('list, alone'),
    },
    { what: 'login: p50', value: at('right password'), unit: ' ms' },
  ],
  tables: [
    {
      title: 'Milliseconds',
      columns: ['what', 'p50', 'p99'],
      rows: Object.entries(samples).map(([what, times]) => [
        what,
        median(times).toFixed(2),
        percentile(times, 0.99).toFixed(2),
      ]),
    },
  ],
  samples,
});
process.exit();
