/** No file imports itself through others, for values or for types. */
import { expect, test } from 'vitest';
import { cyclesIn, importGraph, importsIn } from './support/source/import-graph.ts';

test('the source has no import cycle', () => {
  const graph = importGraph([
    'lib',
    'functions',
    'clients',
    'local',
    'deploy',
    'build',
    'generate',
    'openapi',
    'bench',
  ]);
  // The graph is the whole one: each kind of specifier leads to a file.
  expect(graph.get('clients/cli/src/sdk.ts')).toEqual(['clients/sdk/src/index.ts']);
  expect(graph.get('clients/web/src/state/rows.ts')).toContain('clients/sdk/src/index.ts');
  expect(graph.get('functions/messages/send.ts')?.join()).toContain('lib/');
  expect(cyclesIn(graph).map((files) => files.join(' ⇄ '))).toEqual([]);
});

test('imports of every kind count', () => {
  const source = `
    import type { A } from './a.ts';
    import { type B } from './b.ts';
    import './c.ts';
    export type { D } from './d.ts';
    export * from './e.ts';
    type F = typeof import('./f.ts');
    const g = await import('./g.ts');
    const screen = <h1>import './no.ts'</h1>; // import './no.ts';
  `;
  expect(importsIn(source, 'all.tsx').sort()).toEqual(
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `./${name}.ts`),
  );
});

test('a cycle is reported by its files', () => {
  const graph = new Map([
    ['a', ['b', 'shared']],
    ['b', ['c']],
    ['c', ['a', 'shared']],
    ['d', ['a', 'd']],
    ['shared', []],
  ]);
  expect(cyclesIn(graph)).toEqual([['a', 'b', 'c'], ['d']]);
});
