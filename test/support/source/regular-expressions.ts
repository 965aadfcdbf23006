/** Finds the regular expressions of the source as a parser sees them, not a search for slashes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
// The parser that comes with the tests: it reads TypeScript, which acorn does not, and TypeScript 7 has no API.
import { parseAst } from 'vite';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDERS = [
  'lib',
  'functions',
  'clients/cli/src',
  'clients/sdk/src',
  'clients/web/src',
  'openapi',
  'local',
];
/** Built files, or tests of a separate package. */
const LEFT_OUT = /\/(?:dist|node_modules|test|bench)\//;

export interface Found {
  /** file:line */
  place: string;
  /** of a literal; absent for one that is put together as it runs */
  literal?: { source: string; flags: string };
  /** what a comment beside it says why it is harmless: `// redos: …` */
  reason: string | undefined;
}

interface Node {
  type: string;
  start: number;
  regex?: { pattern: string; flags: string };
  callee?: { name?: string };
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value;

function* nodesIn(value: unknown): Generator<Node> {
  if (isNode(value)) yield value;
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) yield* nodesIn(inner);
}

const REASON = /^\s*\/\/ redos: (.+)$/;

/** @param source of TypeScript or JavaScript */
export function expressionsIn(source: string, file: string): Found[] {
  const lines = source.split('\n');
  return [...nodesIn(parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts' }))].flatMap((node) => {
    const isCall = /^(?:New|Call)Expression$/.test(node.type) && node.callee?.name === 'RegExp';
    if (!node.regex && !isCall) return [];
    const line = source.slice(0, node.start).split('\n').length;
    const above = lines.slice(Math.max(0, line - 3), line - 1);
    const reason = above.map((text) => REASON.exec(text)?.[1]).find((text) => text !== undefined);
    const place = `${file}:${line}`;
    const { pattern: source_, flags } = node.regex ?? {};
    return source_ === undefined || flags === undefined
      ? { place, reason }
      : { place, reason, literal: { source: source_, flags } };
  });
}

export const expressionsOfTheProduct = (): Found[] =>
  FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => /\.[jt]sx?$/.test(path) && !LEFT_OUT.test(path) && !path.endsWith('.d.ts'))
      .flatMap((path) => expressionsIn(readFileSync(join(ROOT, path), 'utf8'), path)),
  );
