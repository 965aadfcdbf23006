/** `corechat send --file` and `corechat get`. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sunset } from '../../local/demo/png.ts';
import { atTerminal } from '../support/clients/at-terminal.ts';
import { exif, frame, GPS_WORDS, JFIF, jpegOf, TABLE } from '../support/files/jpeg-samples.ts';

const at = atTerminal();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'corechat-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) => at.desk.run(args);
const put = async (name: string, bytes: Uint8Array | string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The files of the newest message, as the peer has them. */
async function received() {
  for await (const message of at.other.messages.list(at.me)) return message;
  throw new Error('There is no message');
}

test('sends files with and without a text, lists them, and gets them back', async () => {
  await at.register();
  const picture = await put('harbour.png', sunset(64, 48));
  const notes = await put('notes.txt', 'Chapter one');
  const sent = await run('send', at.peer, '--file', picture, '--file', notes, 'From the harbour');
  expect(sent).toMatchObject({ code: 0, stderr: '' });
  expect(await received()).toMatchObject({
    Message: 'From the harbour',
    Attachments: [
      { Name: 'harbour.png', Type: 'image/png', Width: 64, Height: 48 },
      { Name: 'notes.txt', Type: 'text/plain', Size: 11 },
    ],
  });
  await run('send', at.peer, '--file', notes);
  const { stdout } = await run('list', at.peer, '--ids');
  const lines = stdout.split('\n');
  expect(lines[1]).toMatch(/^ {4}📎 harbour\.png \(\S+ \w+\) {2}\S+$/);
  expect(lines[2]).toMatch(/^ {4}📎 notes\.txt \(11 bytes\) {2}\S+$/);
  expect(lines[3]).toMatch(new RegExp(`${at.me}: 📎 notes\\.txt \\(11 bytes\\)`));
  expect((await run('inbox')).stdout).toContain('notes.txt');

  const id = /\S+$/.exec(lines[1] ?? '')?.[0] ?? '';
  const copy = join(folder, 'copy.png');
  expect(await run('get', id, '-o', copy)).toEqual({ code: 0, stdout: copy, stderr: '' });
  expect(digest(await readFile(copy))).toBe(digest(await readFile(picture)));
  const inFolder = await run('get', id, '-o', folder);
  expect(inFolder).toMatchObject({ code: 1 + 1, stdout: '' });
  expect(inFolder.stderr).toContain('exists already');
  await rm(picture);
  expect(await run('get', id, '-o', folder)).toEqual({ code: 0, stdout: picture, stderr: '' });
  expect((await readdir(folder)).sort()).toEqual(['copy.png', 'harbour.png', 'notes.txt']);
});

test('the place in a photograph does not leave the computer', async () => {
  await at.register();
  const photo = await put('photo.jpg', jpegOf([JFIF, exif(6), frame(40, 30), TABLE], [1, 2, 3]));
  expect(await run('send', at.peer, '--file', photo)).toMatchObject({ code: 0 });
  const { Attachments: [file] = [] } = await received();
  expect(file).toMatchObject({ Type: 'image/jpeg', Width: 30, Height: 40 });
  const { stdout } = await at.desk.run(['get', file?.Id ?? '', '-o', '-']);
  expect(stdout).not.toContain(GPS_WORDS);
});

test('repeating a command with the same id sends once', async () => {
  await at.register();
  const notes = await put('notes.txt', randomBytes(100).toString('hex'));
  const once = ['send', at.peer, '--file', notes, '--client-id', 'my-own-id', '--json', 'Notes'];
  const [first, second] = [await run(...once), await run(...once)];
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(JSON.parse(second.stdout).Id).toBe(JSON.parse(first.stdout).Id);
  expect(await at.texts()).toEqual(['Notes']);
});

test('says what is wrong with a file', async () => {
  await at.register();
  const failed = (code: number, sentence: string) => ({ code, stdout: '', stderr: `corechat: ${sentence}` });
  const missing = join(folder, 'missing.txt');
  expect(await run('send', at.peer, '--file', missing)).toEqual(
    failed(2, `${missing} cannot be read: there is no such file.`),
  );
  expect(await run('send', at.peer, '--file', folder)).toEqual(
    failed(2, `${folder} cannot be read: it is a directory.`),
  );
  const empty = await put('empty.txt', '');
  expect(await run('send', at.peer, '--file', empty)).toEqual(failed(2, `${empty}: The file is empty.`));
  const damaged = await put('damaged.jpg', Buffer.from('ffd8ffe1ffff00', 'hex'));
  expect(await run('send', at.peer, '--file', damaged)).toMatchObject({ code: 2, stdout: '' });
  expect(await run('get', 'nothing')).toMatchObject({ code: 4, stdout: '' });
  expect(await at.texts()).toEqual([]);
});
