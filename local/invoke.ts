/** `npm run invoke`: replays sample events. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { readArguments } from './arguments.ts';
import { prepareInvocations } from './invocation.ts';
import { type Replay, replay, statusOf } from './replay.ts';
import { DATA_DIR, ROOT } from './root.ts';
import { listSampleEvents, type SampleEvent } from './sample-events.ts';
import { runCommand, UserError } from './user-error.ts';

const HELP = `Usage: npm run invoke -- EVENT            replay one event and print the answer
       npm run invoke -- --all [FOLDER]   replay all, or all in one folder, and print a table

EVENT is a path below events/, such as messages/send or messages/send.401-no-token; FOLDER is one such as messages.

Options
  --data DIR   data directory of the running stack (default .corechat)
  --help       show this and exit

Uses the stack that npm start is running, or a temporary one in memory when there is none. One event is also what
  npx serverless invoke local --function messages-send --path events/messages/send.json
replays.`;

const OPTIONS = {
  all: { type: 'boolean', default: false },
  data: { type: 'string', default: DATA_DIR },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Each invocation is a separate serverless process. */
const PARALLEL = 2;

type Run = (event: SampleEvent) => Promise<Replay>;

const isExpected = ({ event, answer }: Replay): boolean => statusOf(answer) === event.expectedStatus;

function printRow(result: Replay, width: number): void {
  const { event, answer, milliseconds } = result;
  const verdict = isExpected(result) ? styleText('green', 'ok') : styleText('red', 'WRONG');
  const time = `${milliseconds} ms`.padStart(8);
  console.log([event.name.padEnd(width), event.expectedStatus, statusOf(answer), time, verdict].join('  '));
}

/** @returns whether every response had its expected status */
async function replayAll(events: SampleEvent[], run: Run): Promise<boolean> {
  const width = Math.max(...events.map(({ name }) => name.length));
  console.log(`${'event'.padEnd(width)}  want got      time`);
  const queue = [...events];
  let wrong = 0;
  const worker = async () => {
    for (let event = queue.shift(); event; event = queue.shift()) {
      const result = await run(event);
      if (!isExpected(result)) wrong++;
      printRow(result, width);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  console.log(`\n${events.length} events replayed, ${wrong} answered otherwise than expected`);
  return wrong === 0;
}

/** @returns true for any response: a single replay only shows it */
async function replayOne(event: SampleEvent, run: Run): Promise<true> {
  const { answer } = await run(event);
  if (answer.batchItemFailures) console.log(JSON.stringify(answer, null, 2));
  else console.log(`HTTP ${answer.statusCode}`);
  for (const [name, value] of Object.entries(answer.headers ?? {})) console.log(`${name}: ${value}`);
  if (answer.isBase64Encoded) console.log(`\n${answer.body}`);
  else if (answer.body !== undefined) console.log(`\n${JSON.stringify(answer.body, null, 2)}`);
  return true;
}

function findEvent(name: string): SampleEvent {
  const events = listSampleEvents(ROOT);
  const event = events.find((candidate) => candidate.name === name.replace(/^events\/|\.json$/g, ''));
  if (event) return event;
  const names = events.map((candidate) => `  ${candidate.name}`).join('\n');
  throw new UserError(`There is no event "${name}". Choose one of:\n${names}`);
}

/** @param folder below events/; undefined for all */
function eventsIn(folder: string | undefined): SampleEvent[] {
  const events = listSampleEvents(ROOT);
  if (folder === undefined) return events;
  const wanted = `${folder.replace(/^events\/|\/$/g, '')}/`;
  const found = events.filter(({ name }) => name.startsWith(wanted));
  if (found.length > 0) return found;
  const folders = [...new Set(events.map(({ name }) => name.split('/')[0]))];
  throw new UserError(`There is no folder "${folder}" in events/. There are: ${folders.join(', ')}`);
}

async function main(args: string[]): Promise<boolean> {
  const { values, positionals: names } = readArguments('npm run invoke', {
    args,
    options: OPTIONS,
    allowPositionals: true,
  });
  const { all, data, help } = values;
  if (help || names.length > 1 || (!all && names.length !== 1)) {
    console.log(HELP);
    return help;
  }
  const only = all ? undefined : findEvent(names[0] ?? '');
  const several = all ? eventsIn(names[0]) : [];
  const invocations = await prepareInvocations({ dataDir: data, needsSamples: true });
  try {
    const run: Run = async (event) => {
      const text = await readFile(join(ROOT, 'events', `${event.name}.json`), 'utf8');
      return replay(event, await invocations.fill(text), invocations);
    };
    return only ? await replayOne(only, run) : await replayAll(several, run);
  } finally {
    await invocations.release();
  }
}

await runCommand(async () => {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
});
