#!/usr/bin/env node
import module from 'node:module';

// Plain JavaScript without dependencies, so that a Node.js too old for the rest can still say so.
const REQUIRED = [24, 7];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < REQUIRED[0] || (major === REQUIRED[0] && minor < REQUIRED[1])) {
  console.error(
    `corechat runs on Node.js ${REQUIRED.join('.')} or newer, but this is ${process.version} (${process.execPath}). ` +
      'In the repository, "npm run cli" after "npm ci" brings the right version along.',
  );
  process.exit(1);
}

// A command starts in less than half of the time when its modules are compiled already.
module.enableCompileCache();
const { main } = await import('#main');
await main(process.argv.slice(2));
