/** `npm run load`: puts load on a separate stack and writes the results. */
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { runCommand } from '../../local/user-error.ts';
import { burst } from './burst.ts';
import { steady } from './chat.ts';
import { HELP, type LoadOptions, parseLoadOptions, type ScenarioName } from './options.ts';
import { describeMachine, type Finding, summary, writeFindings } from './report.ts';
import type { Outcome, Surroundings } from './scenario.ts';
import { soak } from './soak.ts';
import { startLoadedStack } from './stack.ts';
import { storm } from './storm.ts';

const PEOPLE = 60;
const PEOPLE_IN_STORM = 300;
const MINUTE = 60_000;
const DURATIONS = { steady: MINUTE, burst: 45_000, soak: 10 * MINUTE };
/** All of them together take less than twelve minutes. */
const SOAK_IN_ALL = 4 * MINUTE;
const LOAD_EVERY_MS = 5_000;

function run(name: ScenarioName, surroundings: Surroundings, options: LoadOptions): Promise<Outcome> {
  const { rate, sockets, scenarios } = options;
  if (name === 'storm') return storm(surroundings, { users: options.users ?? PEOPLE_IN_STORM, sockets });
  const usual = name === 'soak' && scenarios.length > 1 ? SOAK_IN_ALL : DURATIONS[name];
  const chosen = { milliseconds: options.duration ?? usual, rate, users: options.users ?? PEOPLE };
  return { steady, burst, soak }[name](surroundings, chosen);
}

async function scenario(name: ScenarioName, options: LoadOptions, signal: AbortSignal): Promise<Finding> {
  const note = (what: string) => console.log(`${name}: ${what}`);
  const at = new Date().toISOString();
  const began = performance.now();
  const load = { before: loadavg()[0] ?? 0, highest: 0 };
  const watching = setInterval(() => {
    load.highest = Math.max(load.highest, loadavg()[0] ?? 0);
  }, LOAD_EVERY_MS);
  note('starting the product');
  const stack = await startLoadedStack();
  try {
    signal.throwIfAborted();
    const outcome = await run(name, { stack, seed: options.seed, signal, note }, options);
    const command = ['npm run load --', ...process.argv.slice(2)].join(' ').replace(/ --$/, '');
    const minutes = (performance.now() - began) / MINUTE;
    return { scenario: name, command, at, minutes, load, machine: describeMachine(), ...outcome };
  } finally {
    clearInterval(watching);
    await stack.stop();
  }
}

/** @returns the exit code */
async function main(args: string[]): Promise<number> {
  const options = parseLoadOptions(args);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!interruption.signal.aborted) console.log('\nStopping …');
      interruption.abort();
    });
  }
  const folder = options.out === undefined ? import.meta.dirname : resolve(options.out);
  let failed = 0;
  try {
    for (const name of options.scenarios) {
      const finding = await scenario(name, options, interruption.signal);
      writeFindings(folder, finding);
      console.log(summary(finding));
      if (finding.faults.length > 0) failed++;
    }
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    console.log('Stopped: nothing was written of what was under way.');
    return 130;
  }
  console.log(`${folder}/results.md is written${failed === 0 ? '' : `; ${failed} failed`}`);
  return failed === 0 ? 0 : 1;
}

await runCommand(async () => process.exit(await main(process.argv.slice(2))));
