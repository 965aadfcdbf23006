/** The greeting of `npm start`. */
import { expect, test } from 'vitest';
import { greeting } from '../../../local/greeting.ts';

const run = {
  url: 'http://localhost:5000',
  database: 'embedded',
  dataDir: '/tmp/x',
  mails: undefined,
  seconds: 1,
};
const NOTE = 'Other devices of the network reach CoreChat, but no files';

test('says that other devices do not reach files, where they reach the product', () => {
  expect(greeting({ ...run, isShared: true })).toContain(NOTE);
  expect(greeting({ ...run, isShared: false })).not.toContain(NOTE);
});

test('says where mails are, unless a mail server sends them', () => {
  const said = greeting({ ...run, mails: '/tmp/x/mail', isShared: false });
  expect(said).toContain('each is a file in /tmp/x/mail');
  expect(greeting({ ...run, isShared: false })).not.toContain('Mails');
});
