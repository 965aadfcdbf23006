/** `npm run invoke`: replays sample events through `serverless invoke local`. */
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { execa } from 'execa';
import { ROOT, SERVERLESS } from './offline.ts';
import { prepareSampleData } from './sample-data.ts';
import { listSampleEvents, type SampleEvent } from './sample-events.ts';
import { startStack } from './stack.ts';
import { UserError } from './user-error.ts';

const HELP = `Usage: npm run invoke -- EVENT            replay one event and print the answer
       npm run invoke -- --all            replay all and print a table

EVENT is a path below events/, such as messages/send or messages/send.401-no-token.

Options
  --data DIR   the running stack's data directory (default .corechat)
  --help       show this and exit

Uses the stack that npm start is running, or a temporary one in memory when there is none.
`;

/** Two cores' worth: each invocation is a serverless process of its own. */
const PARALLEL = 2;

interface Environment {
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** @returns the environment of a stack that `npm start` is running, or undefined */
function findRunningStack(dataDir: string): Record<string, string> | undefined {
  try {
    const { pids, env } = JSON.parse(readFileSync(join(dataDir, 'run.json'), 'utf8'));
    process.kill(pids[0], 0);
    return env;
  } catch {
    return undefined;
  }
}

async function enterStack(dataDir: string): Promise<Environment> {
  const running = findRunningStack(dataDir);
  if (!running) return startStack();
  return { env: running, stop: async () => {} };
}

interface Answer {
  statusCode: number;
  headers?: Record<string, string>;
  body?: string;
}

interface Replay {
  event: SampleEvent;
  answer: Answer;
  milliseconds: number;
}

/** What `serverless invoke local` prints is the handler's log followed by its answer as indented JSON. */
function findAnswer(output: string): Answer {
  const start = output.lastIndexOf('\n{\n');
  return JSON.parse(output.slice(start + 1));
}

async function replay(event: SampleEvent, filled: string, directory: string, env: Record<string, string>) {
  const path = join(directory, `${event.name.replaceAll('/', '-')}.json`);
  await writeFile(path, filled);
  const slsFunction = event.functionName.replace('/', '-');
  const args = ['invoke', 'local', '--stage', 'local', '--function', slsFunction, '--path', path];
  const startedAt = performance.now();
  const { stdout } = await execa(process.execPath, [SERVERLESS, ...args], {
    cwd: ROOT,
    // `serverless invoke local` waits for an event on standard input unless that is closed.
    stdin: 'ignore',
    env: { ...env, LOG_LEVEL: 'silent', SLS_TELEMETRY_DISABLED: '1' },
  });
  return {
    event,
    answer: findAnswer(`\n${stdout}`),
    milliseconds: Math.round(performance.now() - startedAt),
  };
}

function printAnswer({ answer }: Replay): void {
  console.log(`HTTP ${answer.statusCode}`);
  for (const [name, value] of Object.entries(answer.headers ?? {})) console.log(`${name}: ${value}`);
  console.log(`\n${answer.body ?? ''}`);
}

const isExpected = ({ event, answer }: Replay): boolean => answer.statusCode === event.expectedStatus;

function printRow(result: Replay, width: number): void {
  const { event, answer, milliseconds } = result;
  const verdict = isExpected(result) ? styleText('green', 'ok') : styleText('red', 'WRONG');
  const columns = [
    event.name.padEnd(width),
    event.expectedStatus,
    answer.statusCode,
    `${milliseconds} ms`.padStart(8),
  ];
  console.log(`${columns.join('  ')}  ${verdict}`);
}

async function replayAll(
  events: SampleEvent[],
  run: (event: SampleEvent) => Promise<Replay>,
): Promise<boolean> {
  const width = Math.max(...events.map(({ name }) => name.length));
  console.log(`${'event'.padEnd(width)}  want  got      time`);
  const results: Replay[] = [];
  const queue = [...events];
  const worker = async () => {
    for (let event = queue.shift(); event; event = queue.shift()) {
      const result = await run(event);
      results.push(result);
      printRow(result, width);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  const wrong = results.filter((result) => !isExpected(result)).length;
  console.log(`\n${results.length} events replayed, ${wrong} answered otherwise than expected`);
  return wrong === 0;
}

function chooseEvents(all: boolean, names: string[]): SampleEvent[] {
  const events = listSampleEvents(ROOT);
  if (all) return events;
  const [name] = names;
  if (name === undefined) throw new UserError(HELP);
  const event = events.find((candidate) => candidate.name === name.replace(/^events\/|\.json$/g, ''));
  if (!event)
    throw new UserError(
      `There is no event "${name}". Choose one of:\n${events.map((e) => `  ${e.name}`).join('\n')}`,
    );
  return [event];
}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      data: { type: 'string', default: join(ROOT, '.corechat') },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const events = chooseEvents(values.all, positionals);
  const stack = await enterStack(values.data);
  Object.assign(process.env, stack.env);
  const directory = await mkdtemp(join(tmpdir(), 'corechat-invoke-'));
  const samples = await prepareSampleData();
  try {
    const run = async (event: SampleEvent) => {
      const text = await readFile(join(ROOT, 'events', `${event.name}.json`), 'utf8');
      return replay(event, await samples.fill(text), directory, stack.env);
    };
    const [first] = events;
    if (values.all) process.exitCode = (await replayAll(events, run)) ? 0 : 1;
    else if (first) printAnswer(await run(first));
  } finally {
    rmSync(directory, { recursive: true });
    await samples.close();
    await stack.stop();
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError) && !(error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS'))
    throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}
