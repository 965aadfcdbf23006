#!/usr/bin/env node
// Plain JavaScript without dependencies, so that a Node.js too old for the rest can still say so.
const REQUIRED = [24, 7];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < REQUIRED[0] || (major === REQUIRED[0] && minor < REQUIRED[1])) {
  console.error(
    `corechat runs on Node.js ${REQUIRED.join('.')} or newer, but this is ${process.version} (${process.execPath}). ` +
      'Run it with "npm run cli" after "npm ci", which brings the right version along.',
  );
  process.exit(1);
}

const { main } = await import('../src/main.ts');
await main(process.argv.slice(2));
