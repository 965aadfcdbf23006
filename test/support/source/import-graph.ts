/** Which source file imports which, types included, and the cycles among them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
// A bundler's metafile leaves type imports out, and TypeScript 7 has no API: the parser of the test runner sees both.
import { parseSync } from 'vite';

const ROOT = join(import.meta.dirname, '../../..');

/** Built or installed. */
const LEFT_OUT = /\/(?:node_modules|dist)\/|\.d\.ts$/;

/** Files and what each imports, by path from the root. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

interface TypeImport {
  type: 'TSImportType';
  source: { value: string };
}

const isTypeImport = (value: object): value is TypeImport => 'type' in value && value.type === 'TSImportType';

/** `import('…')` in the place of a type, which the parser does not list among a module's imports. */
function* typeImportsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  if (isTypeImport(value)) yield value.source.value;
  for (const inner of Object.values(value)) yield* typeImportsIn(inner);
}

const QUOTED = /^(['"])(.*)\1$/;

/** @returns what the source imports, in the words of the source: for values, for types, now or later */
export function importsIn(source: string, file: string): string[] {
  const { module, program, errors } = parseSync(file, source);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const now = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
  const again = module.staticExports.flatMap(({ entries }) =>
    entries.map(({ moduleRequest }) => moduleRequest?.value ?? ''),
  );
  const later = module.dynamicImports.map(
    ({ moduleRequest: { start, end } }) => QUOTED.exec(source.slice(start, end))?.[2] ?? '',
  );
  const types = source.includes('import(') ? typeImportsIn(program) : [];
  return [...now, ...again, ...later, ...types].filter((specifier) => specifier !== '');
}

/** The imports that package.json declares: `#lib/…` and `#sdk`. */
const { imports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** @returns undefined for packages and built-in modules */
function target(specifier: string, importer: string): string | undefined {
  if (specifier.startsWith('.')) return resolve(importer, '..', specifier);
  for (const [pattern, path] of Object.entries<string>(imports)) {
    const [before = '', isPattern] = pattern.split('*');
    if (isPattern === undefined ? specifier !== pattern : !specifier.startsWith(before)) continue;
    return resolve(ROOT, path.replace('*', specifier.slice(before.length)));
  }
  return undefined;
}

/** @param folders each with all folders in it */
export function importGraph(folders: readonly string[]): ImportGraph {
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(ROOT, folder, name))
      .filter((path) => /\.[jt]sx?$/.test(path) && !LEFT_OUT.test(path)),
  );
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const specifiers = importsIn(readFileSync(file, 'utf8'), file);
      const imported = specifiers.map((specifier) => target(specifier, file));
      const ours = imported.filter((path) => path !== undefined && known.has(path)) as string[];
      return [relative(ROOT, file), [...new Set(ours)].map((path) => relative(ROOT, path))];
    }),
  );
}

/** @returns the groups of files that import each other, directly or through others of the group (Tarjan's algorithm) */
export function cyclesIn(graph: ImportGraph): string[][] {
  const cycles: string[][] = [];
  const order = new Map<string, number>();
  const open: string[] = [];
  /** @returns the earliest open file that this one leads to */
  const visit = (file: string): number => {
    const index = order.size;
    order.set(file, index);
    open.push(file);
    let earliest = index;
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) earliest = Math.min(earliest, visit(next));
      else if (open.includes(next)) earliest = Math.min(earliest, order.get(next) as number);
    }
    if (earliest === index) {
      const group = open.splice(open.indexOf(file)).sort();
      if (group.length > 1 || graph.get(file)?.includes(file)) cycles.push(group);
    }
    return earliest;
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return cycles;
}
