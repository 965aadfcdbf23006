#!/usr/bin/env node
// Plain JavaScript, so that an old Node can still read it far enough to say what is wrong.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(`document-server needs Node.js 24 or newer; this is ${major}.${minor}`);
  process.exit(1);
}

const { main } = await import('../src/cli.ts');
await main(process.argv.slice(2));
