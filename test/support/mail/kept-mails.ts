/** Mails that `file:` has written, as `npm start` does. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseMail } from './mail-server.ts';

/** Oldest first. @param to the address of one person; absent: all */
export async function keptMails(directory: string, to?: string) {
  const names = await readdir(directory).catch(() => []);
  const sources = await Promise.all(names.sort().map((name) => readFile(join(directory, name), 'utf8')));
  return sources.map(parseMail).filter(({ headers }) => to === undefined || headers.to === `<${to}>`);
}
