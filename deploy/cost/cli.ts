/** `npm run cost`: what a month costs, from units that are counted now and prices that are written down. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { METRICS } from '../../lib/platform/metrics.ts';
import { readArguments } from '../../local/arguments.ts';
import { ROOT } from '../../local/root.ts';
import { startStack } from '../../local/stack.ts';
import { runCommand, UserError } from '../../local/user-error.ts';
import { type GroupShare, lineItems, loadOf, type Monitoring, type Scale } from './estimate.ts';
import { extras } from './extras.ts';
import { PRICES_AS_OF } from './prices.ts';
import { costTable, extrasTable, peakTable, unitsTable } from './print.ts';

const HELP = `Usage: npm run cost -- --users 10000 --messages-per-day 50

Runs each operation on the embedded databases, counts what is billed, and adds it up to a month in us-east-1.
Prices: deploy/cost/prices.ts. Habits of people: deploy/cost/usage.ts. Both are yours to correct.

Options
  --users N              active people a day
  --messages-per-day N   that each of them sends (default 50)
  --groups LIST          which share of them goes to groups of which size, such as 20:0.5,500:0.1
  --write                put the result into docs/scaling.md
  --help                 show this and exit
`;

const DOCUMENT = join(ROOT, 'docs/scaling.md');

/** Between marks the document holds what was printed: one result without groups, and one with them. */
const RESULT = /(?<=<!-- cost -->\n\n)[\s\S]*?(?=\n\n<!-- \/cost -->)/;
const RESULT_WITH_GROUPS = /(?<=<!-- groups -->\n\n)[\s\S]*?(?=\n\n<!-- \/groups -->)/;

const GROUP_MEMBERS = { min: 3, max: 1_000 };

function toGroups(text: string): GroupShare[] {
  const groups = text.split(',').map((part) => {
    const [, members, share] = /^(\d{1,4}):(0?\.\d+|1)$/.exec(part) ?? [];
    return { members: Number(members), share: Number(share) };
  });
  const fits = ({ members, share }: GroupShare) =>
    members >= GROUP_MEMBERS.min && members <= GROUP_MEMBERS.max && share > 0;
  if (!groups.every(fits) || groups.reduce((sum, { share }) => sum + share, 0) > 1)
    throw new UserError('--groups must be sizes from 3 to 1000 with shares up to 1: 20:0.5,500:0.1');
  return groups;
}

function parseOptions(args: string[]): Required<Scale> & { help: boolean; write: boolean } {
  const options = {
    users: { type: 'string' },
    'messages-per-day': { type: 'string', default: '50' },
    groups: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  const { values }: { values: Record<string, unknown> } = readArguments('npm run cost', { args, options });
  const help = values.help === true;
  const numberOf = (name: string): number => {
    const text = String(values[name] ?? '');
    if (!help && !/^[1-9]\d{0,10}$/.test(text))
      throw new UserError(`--${name} must be a whole number from 1 on`);
    return Number(text);
  };
  return {
    help,
    write: values.write === true,
    users: numberOf('users'),
    messagesPerDay: numberOf('messages-per-day'),
    groups: values.groups === undefined ? [] : toGroups(String(values.groups)),
  };
}

/** As resources/alarms.yml and lib/platform/metrics.ts have them. */
function monitoring(): Monitoring {
  const text = readFileSync(join(ROOT, 'resources/alarms.yml'), 'utf8');
  const { Resources } = parse(text, { merge: true, logLevel: 'silent' });
  const watched = (Object.values(Resources) as { Type: string; Properties: { Metrics?: object[] } }[])
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties: { Metrics } }) =>
      Metrics ? Metrics.filter((metric) => 'MetricStat' in metric).length : 1,
    );
  return {
    // The canary's and those of scanned files are a setting's: extras.ts has them.
    customMetrics: Object.keys(METRICS).length - 3,
    alarmMetrics: watched.reduce((sum, metrics) => sum + metrics, 0),
  };
}

/** The functions' clients keep connections open, which would keep the databases from stopping. */
async function count(groups: number[]) {
  const stack = await startStack();
  try {
    Object.assign(process.env, stack.env, { LOG_LEVEL: 'info' });
    const { countOperations } = await import('./count.ts');
    return await countOperations(groups);
  } finally {
    await stack.stop();
  }
}

await runCommand(async () => {
  const { help, write, ...scale } = parseOptions(process.argv.slice(2));
  if (help) return console.log(HELP);
  const units = await count(scale.groups.map(({ members }) => members));
  const load = loadOf(units, scale, monitoring());
  const { users, messagesPerDay, groups } = scale;
  const shares = groups.map(({ members, share }) => `, ${100 * share} % of them in groups of ${members}`);
  const result = [
    `${users} people a day, ${messagesPerDay} messages each${shares.join('')}; us-east-1, prices of ${PRICES_AS_OF} (check before relying)`,
    unitsTable(units, scale),
    costTable(lineItems(load), scale),
    peakTable(load),
    ...(groups.length > 0 ? [] : [extrasTable(extras(load, scale))]),
  ].join('\n\n');
  console.log(result);
  if (write)
    writeFileSync(
      DOCUMENT,
      readFileSync(DOCUMENT, 'utf8').replace(groups.length > 0 ? RESULT_WITH_GROUPS : RESULT, () => result),
    );
});
// Once everything is printed: the functions' clients would wait for more work.
process.exit();
