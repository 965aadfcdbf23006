/** Runs the Serverless Framework in a separate process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SERVERLESS } from '../local/offline.ts';
import { ROOT } from '../local/root.ts';
import { UserError } from '../local/user-error.ts';

/** With its own output on this terminal. @throws UserError when it fails: what it printed says why */
export async function runServerless(
  command: 'deploy',
  stage: string,
  region: string,
  more: string[] = [],
): Promise<void> {
  const args = [SERVERLESS, command, '--stage', stage, '--region', region, ...more];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, SLS_TELEMETRY_DISABLED: '1' },
  });
  // Ctrl-C reaches both: the framework ends in its own way, and this ends with it.
  const leaveItToTheChild = () => {};
  process.on('SIGINT', leaveItToTheChild);
  const [code] = await once(child, 'exit').finally(() => process.off('SIGINT', leaveItToTheChild));
  if (code !== 0) throw new UserError(`serverless ${command} failed. Nothing after it was done`);
}
