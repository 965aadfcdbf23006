// Plain JavaScript without dependencies, so that a Node.js too old for the rest can still say so.
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const REQUIRED = [24, 7];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < REQUIRED[0] || (major === REQUIRED[0] && minor < REQUIRED[1])) {
  console.error(
    `CoreChat runs on Node.js ${REQUIRED.join('.')} or newer, but this is ${process.version} (${process.execPath}). ` +
      'Run it with "npm start" after "npm ci", which brings the right version along.',
  );
  process.exit(1);
}

// COMPILED of local/root.ts, where its children keep theirs too.
module.enableCompileCache(fileURLToPath(new URL('../.builds/compiled', import.meta.url)));
const { main } = await import('./cli.ts');
await main(process.argv.slice(2));
