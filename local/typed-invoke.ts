/** `serverless invoke local` as typed by a person: runs it again on a stack, with an event with filled placeholders. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { prepareInvocations } from './invocation.ts';
import { SERVERLESS } from './offline.ts';
import { ROOT } from './root.ts';
import { hasPlaceholders } from './sample-data.ts';
import { listSampleEvents } from './sample-events.ts';
import { readGiven } from './standard-input.ts';
import { UserError } from './user-error.ts';
import { decodeUtf8, requireUtf8 } from './utf8.ts';

/** As parsed by the Serverless Framework; other options are passed on. */
export interface InvokeOptions extends Record<string, unknown> {
  function: string;
  data?: string;
  path?: string;
  raw?: boolean;
}

/** Modules export their event, so their placeholders are not filled. */
const MODULE = '.js';

interface Event {
  text: string;
  /** tells the Serverless Framework how to parse it */
  extension: string;
}

function readEvent(path: string): Event {
  const file = resolve(ROOT, path);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      code === 'ENOENT' ? `There is no event ${path}` : `The event ${path} cannot be read (${code})`,
    );
  }
  return { text: decodeUtf8(bytes, `The event ${path}`), extension: extname(file) };
}

/** The sample event that succeeds, if there is one. */
function sampleOf(name: string): string {
  const events = listSampleEvents(ROOT).filter(({ functionName }) => functionName.replace('/', '-') === name);
  const event = events.find(({ name: own, functionName }) => own === functionName) ?? events[0];
  if (!event) throw new UserError(`There is no event for ${name} in events/: give one with --path or --data`);
  return `events/${event.name}.json`;
}

async function chooseEvent(options: InvokeOptions): Promise<Event> {
  requireUtf8(options.data ?? '', '--data');
  if (options.data) return { text: options.data, extension: '.json' };
  if (options.path) return readEvent(options.path);
  const given = await readGiven(process.stdin);
  if (given.trim() !== '') return { text: given, extension: '.json' };
  const path = sampleOf(options.function);
  console.error(`No event given: ${path}`);
  return readEvent(path);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`The event is not JSON: ${(error as Error).message}`);
  }
}

/**
 * Events of a gateway have a requestContext, events of a queue have Records. A partial event, such as `{"body": {"User": "bob"}}`,
 * replaces those parts of the function's sample event.
 */
function complete(event: Event, name: string): Event {
  if (event.extension !== '.json') return event;
  const given = parseJson(event.text);
  if (typeof given !== 'object' || given === null || 'requestContext' in given || 'Records' in given)
    return event;
  const path = sampleOf(name);
  console.error(`The event has no requestContext: the rest is that of ${path}`);
  const whole: Record<string, unknown> = { ...JSON.parse(readEvent(path).text), ...given };
  if (typeof whole.body === 'object') whole.body = JSON.stringify(whole.body);
  return { ...event, text: JSON.stringify(whole) };
}

/** @returns the options as arguments, without those that this module sets */
function passedOn(options: InvokeOptions): string[] {
  const { data: _, path: __, stage: ___, ...others } = options;
  return Object.entries(others).flatMap(([name, value]) => {
    if (value === true) return [`--${name}`];
    if (value === false || value === null || value === undefined) return [];
    return [value].flat().flatMap((each) => [`--${name}`, String(each)]);
  });
}

/** Prints the response to standard output and the function's log to standard error, because a log is not part of a response. */
async function run(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, [SERVERLESS, 'invoke', 'local', '--stage', 'local', ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => (line.startsWith('{"level":') ? console.error(line) : console.log(line)));
  const [[code]] = await Promise.all([once(child, 'close'), once(lines, 'close')]);
  return code ?? 1;
}

/** @param functions names in serverless.yml @returns the exit code @throws UserError */
export async function invokeAsTyped(functions: string[], options: InvokeOptions): Promise<number> {
  if (!functions.includes(options.function)) {
    throw new UserError(`There is no function "${options.function}". There are: ${functions.join(', ')}`);
  }
  const isModule = !options.data && options.path !== undefined && extname(options.path) === MODULE;
  const chosen = isModule ? undefined : await chooseEvent(options);
  const event = chosen && !options.raw ? complete(chosen, options.function) : chosen;
  const invocations = await prepareInvocations({
    needsSamples: event !== undefined && hasPlaceholders(event.text),
  });
  try {
    let path = options.path ?? '';
    if (event) {
      path = join(invocations.folder, `event${event.extension}`);
      writeFileSync(path, await invocations.fill(event.text));
    }
    return await run([...passedOn(options), '--path', relative(ROOT, resolve(ROOT, path))], invocations.env);
  } finally {
    await invocations.release();
  }
}
