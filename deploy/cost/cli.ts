/** `npm run cost`: what a month costs, from units that are counted now and prices that are written down. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { METRICS } from '../../lib/platform/metrics.ts';
import { readArguments } from '../../local/arguments.ts';
import { ROOT } from '../../local/root.ts';
import { startStack } from '../../local/stack.ts';
import { runCommand, UserError } from '../../local/user-error.ts';
import { lineItems, loadOf, type Monitoring, type Scale } from './estimate.ts';
import { extras } from './extras.ts';
import { PRICES_AS_OF } from './prices.ts';
import { costTable, extrasTable, peakTable, unitsTable } from './print.ts';

const HELP = `Usage: npm run cost -- --users 10000 --messages-per-day 50

Runs each operation on the embedded databases, counts what is billed, and adds it up to a month in us-east-1.
Prices: deploy/cost/prices.ts. Habits of people: deploy/cost/usage.ts. Both are yours to correct.

Options
  --users N              active people a day
  --messages-per-day N   that each of them sends (default 50)
  --write                put the result into docs/scaling.md
  --help                 show this and exit
`;

const DOCUMENT = join(ROOT, 'docs/scaling.md');

/** Between these the document holds what was printed. */
const RESULT = /(?<=<!-- cost -->\n\n)[\s\S]*?(?=\n\n<!-- \/cost -->)/;

function parseOptions(args: string[]): Scale & { help: boolean; write: boolean } {
  const options = {
    users: { type: 'string' },
    'messages-per-day': { type: 'string', default: '50' },
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
    // The canary's is a setting's: extras.ts has it.
    customMetrics: Object.keys(METRICS).length - 1,
    alarmMetrics: watched.reduce((sum, metrics) => sum + metrics, 0),
  };
}

/** The functions' clients keep connections open, which would keep the databases from stopping. */
async function count() {
  const stack = await startStack();
  try {
    Object.assign(process.env, stack.env, { LOG_LEVEL: 'info' });
    const { countOperations } = await import('./count.ts');
    return await countOperations();
  } finally {
    await stack.stop();
  }
}

await runCommand(async () => {
  const { help, write, ...scale } = parseOptions(process.argv.slice(2));
  if (help) return console.log(HELP);
  const units = await count();
  const load = loadOf(units, scale, monitoring());
  const { users, messagesPerDay } = scale;
  const result = [
    `${users} people a day, ${messagesPerDay} messages each; us-east-1, prices of ${PRICES_AS_OF} (check before relying)`,
    unitsTable(units, messagesPerDay),
    costTable(lineItems(load), scale),
    peakTable(load),
    extrasTable(extras(load)),
  ].join('\n\n');
  console.log(result);
  if (write)
    writeFileSync(
      DOCUMENT,
      readFileSync(DOCUMENT, 'utf8').replace(RESULT, () => result),
    );
});
// Once everything is printed: the functions' clients would wait for more work.
process.exit();
