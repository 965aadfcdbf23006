/** What the package may depend on, and how its own files depend on each other. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const FOR_TESTS = ['bson', 'fast-check', 'mongodb', 'vitest'];

/** Imports of values and of types alike. */
const IMPORT = /^(?:import|export)\b[^;'"]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(IMPORT)].map((match) => (match[1] ?? match[2] ?? match[3]) as string);
}

const resolved = (file: string, specifier: string): string => join(dirname(file), specifier);

const sources = globSync('{src,bin}/**/*.{ts,js}', { cwd: root });
const others = globSync('{test,bench}/**/*.ts', { cwd: root });

test('the server imports its own files, Node.js and its declared dependencies', () => {
  expect(sources.length).toBeGreaterThan(100);
  for (const file of sources) {
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('.')) expect(resolved(file, specifier), file).toMatch(/^src\//);
      else if (!specifier.startsWith('node:')) expect(Object.keys(dependencies), file).toContain(specifier);
    }
  }
});

test('its tests and measurements import nothing of the product either', () => {
  for (const file of others) {
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('.')) expect(resolved(file, specifier), file).not.toMatch(/^\.\./);
      else if (!specifier.startsWith('node:')) expect(FOR_TESTS, file).toContain(specifier);
    }
  }
});

test('no file imports itself through others, be it for a type', () => {
  const graph = new Map(
    sources.map((file) => [
      file,
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => relative(root, join(root, resolved(file, specifier)))),
    ]),
  );
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    else if (!finished.has(file)) {
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      finished.add(file);
    }
  };
  for (const file of sources) visit(file, []);
  expect(cycles).toEqual([]);
});
