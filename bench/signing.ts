/** What do access tokens of Ed25519 cost beside those of HS256, which earlier versions issued? */
import { createHmac, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newSigningKeys, verifyingKeysOf } from '../deploy/key-ring.ts';
import { prepareSampleData } from '../local/sample-data.ts';
import { BENCH, ours } from './support/bundles.ts';
import { type ColdStart, coldStart } from './support/fresh-process.ts';
import { keep } from './support/report.ts';
import { startBenchStack } from './support/stack.ts';
import { median, percentile } from './support/statistics.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '40' }, tokens: { type: 'string', default: '3000' } },
});
const [runs, tokens] = [Number(values.runs), Number(values.tokens)];

/** A function that checks a token and asks only DynamoDB: the share of the check is the largest. */
const FUNCTION = 'sessions/list';

const secret = Buffer.alloc(32, 'a secret of an earlier version');
const FORMER = `former:${secret.toString('base64url')}`;
const SIGNING_KEYS = newSigningKeys();
const PUBLIC = verifyingKeysOf(SIGNING_KEYS);

Object.assign(process.env, { SIGNING_KEYS, JWT_KEYS: `${PUBLIC},${FORMER}` });
const stack = await startBenchStack();
Object.assign(process.env, stack.env);
const { JWT_KEYS: _, SIGNING_KEYS: __, ...others } = stack.env;
const { issueAccessToken, verifyAccessToken } = await import('../lib/sessions/token.ts');

/** The same claims, signed as earlier versions did. */
function withSecret(token: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid: 'former' }));
  const signed = `${header.toString('base64url')}.${token.split('.')[1]}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const samples: Record<string, number[]> = {};
async function timed<Result>(what: string, action: () => Promise<Result>): Promise<Result> {
  const began = performance.now();
  const result = await action();
  samples[what] = [...(samples[what] ?? []), performance.now() - began];
  return result;
}

console.log('  checks of tokens that were not seen before');
const WARM_UP = 300;
for (let index = 0; index < WARM_UP + tokens; index++) {
  if (index === WARM_UP) for (const what of Object.keys(samples)) delete samples[what];
  const session = randomUUID();
  const { token } = await timed('sign, Ed25519', () => issueAccessToken({ username: 'bench', session }));
  const former = withSecret(token);
  const checks = [
    () => timed('verify, Ed25519', () => verifyAccessToken(token)),
    () => timed('verify, HS256', () => verifyAccessToken(former)),
  ];
  for (const check of index % 2 ? checks : checks.toReversed()) await check();
}

const people = await prepareSampleData();
const [bundle] = await ours([FUNCTION]);
const event = await people.fill(await readFile(join(BENCH, '../events', `${FUNCTION}.json`), 'utf8'));
const ways = {
  'cold start, Ed25519': { event, env: { ...others, JWT_KEYS: PUBLIC, SIGNING_KEYS: '' } },
  'cold start, HS256': {
    event: event.replace(/(?<=Bearer )[\w.-]+/, withSecret),
    env: { ...others, JWT_KEYS: FORMER, SIGNING_KEYS: '' },
  },
};
const starts = new Map<string, ColdStart[]>();
for (let round = 0; round < runs; round++) {
  if (round % 10 === 0) console.log(`  cold starts, round ${round + 1} of ${runs}`);
  for (const [what, way] of Object.entries(ways)) {
    const start = await coldStart(bundle?.file ?? '', way.event, way.env);
    if (start.status !== 200) throw new Error(`${what} answered ${start.status}`);
    starts.set(what, [...(starts.get(what) ?? []), start]);
  }
}
for (const [what, each] of starts) {
  samples[`${what}: answer`] = each.map(({ answer }) => answer);
  samples[`${what}: processor time`] = each.map(({ processor }) => processor);
}
await people.close();
await stack.stop();

const at = (what: string): number => median(samples[what] ?? []);
const ratio = (what: string, figure = ''): number =>
  at(`${what}, Ed25519${figure}`) / at(`${what}, HS256${figure}`);

keep('signing', {
  question: 'What do access tokens of Ed25519 cost beside those of HS256?',
  method: `${tokens} tokens in one warm process, each checked once in either form, taking turns: a token that was checked before is not checked again, so a client pays this once for each token and environment. Cold starts: ${runs} fresh processes of each kind, taking turns, that load ${FUNCTION} and answer one event, keys in the environment.`,
  ratios: [
    { what: 'verify: Ed25519 / HS256, median', value: ratio('verify') },
    { what: 'verify: Ed25519, median', value: at('verify, Ed25519'), atMost: 1, unit: ' ms' },
    { what: 'cold start: Ed25519 / HS256, answer', value: ratio('cold start', ': answer'), atMost: 1.05 },
    { what: 'cold start: Ed25519 / HS256, processor time', value: ratio('cold start', ': processor time') },
  ],
  tables: [
    {
      title: 'Milliseconds',
      columns: ['what', 'p50', 'p99'],
      rows: Object.entries(samples).map(([what, times]) => [
        what,
        median(times).toFixed(3),
        percentile(times, 0.99).toFixed(3),
      ]),
    },
  ],
  samples,
});
process.exit();
