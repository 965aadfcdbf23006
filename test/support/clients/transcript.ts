/** A part of a Markdown file between two marks, which a test produces. */
import { readFileSync, writeFileSync } from 'node:fs';

const begin = (name: string) => `<!-- ${name}: written by a test -->`;
const end = (name: string) => `<!-- /${name} -->`;

function split(file: string, name: string): [before: string, part: string, after: string] {
  const text = readFileSync(file, 'utf8');
  const from = text.indexOf(begin(name));
  const to = text.indexOf(end(name));
  if (from < 0 || to < from) throw new Error(`${file} has no part called ${name}`);
  const start = from + begin(name).length;
  return [text.slice(0, start), text.slice(start, to), text.slice(to)];
}

export const readPart = (file: string, name: string): string => split(file, name)[1].trim();

export function writePart(file: string, name: string, part: string): void {
  const [before, , after] = split(file, name);
  writeFileSync(file, `${before}\n\n${part}\n\n${after}`);
}
