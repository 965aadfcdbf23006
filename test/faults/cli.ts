/** `npm run faults`: no message is lost or doubled, however the network fails. */
import { showProgress } from '../../local/demo/progress.ts';
import { runCommand } from '../../local/user-error.ts';
import { HELP, parseFaultsOptions } from './options.ts';
import { isProved, keep, show } from './report.ts';
import { runWithFaults } from './run.ts';

async function main(args: string[]): Promise<number> {
  const { help, write, command, ...options } = parseFaultsOptions(args);
  if (help) {
    console.log(HELP);
    return 0;
  }
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  const progress = showProgress();
  const total = options.sends * 2;
  try {
    const onProgress = (done: number, what: string) => progress.show({ done, total, what });
    const result = await runWithFaults({ ...options, onProgress, signal: interrupted.signal });
    progress.stop();
    console.log(show(result));
    if (write) keep(result, command);
    return isProved(result.proof) ? 0 : 1;
  } catch (error) {
    progress.stop();
    if (!interrupted.signal.aborted) throw error;
    console.error('\nInterrupted: nothing was proved.');
    return 130;
  }
}

// After an interruption requests in flight are abandoned.
await runCommand(async () => process.exit(await main(process.argv.slice(2))));
