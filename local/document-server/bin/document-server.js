#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// Plain JavaScript, so that an old Node can still read it far enough to say what is wrong.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(`document-server needs Node.js 24 or newer; this is ${major}.${minor}`);
  process.exit(1);
}
// Bulk writes make short-lived garbage by the megabyte; the default lets the young generation grow to three times 16 MB
// and never shrink. Held small, the process stays about 90 MB smaller at the same speed.
setFlagsFromString('--semi-space-growth-factor=1');

const { main } = await import('../src/cli.ts');
await main(process.argv.slice(2));
