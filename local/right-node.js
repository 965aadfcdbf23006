/**
 * The first plugin of serverless.yml: has the project's own Node.js run it. `npx serverless` does that anyway, because the `node`
 * package is first in npx's PATH; `node_modules/.bin/serverless`, or one that is installed globally, runs on the system's Node.js,
 * which may not read the other plugins' TypeScript, or hash passwords.
 *
 * Plain JavaScript without dependencies, for Node.js from 20.19 on. serverless awaits what a plugin's module exports.
 */
import { spawn } from 'node:child_process';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const REQUIRED = [24, 7];
const OWN = fileURLToPath(
  new URL(`../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`, import.meta.url),
);

const [major, minor] = process.versions.node.split('.').map(Number);
const isRight = major > REQUIRED[0] || (major === REQUIRED[0] && minor >= REQUIRED[1]);

/** Ends this process when the other one has ended, in the same way. */
function runAgain() {
  const child = spawn(OWN, process.argv.slice(1), { stdio: 'inherit' });
  // Ctrl-C reaches both, and the other one decides.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', ({ message }) => {
    console.error(
      `CoreChat needs Node.js ${REQUIRED.join('.')}, which npm ci brings; this is ${process.version}. ${message}`,
    );
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
  return new Promise(() => {});
}

// The other plugins start faster with it. COMPILED of local/root.ts.
if (isRight) module.enableCompileCache(fileURLToPath(new URL('../.builds/compiled', import.meta.url)));

class RightNode {}

export default isRight ? RightNode : runAgain();
