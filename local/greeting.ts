/** The greeting of `npm start`: addresses, and commands to try. */
import { relative } from 'node:path';

interface Run {
  url: string;
  database: string;
  dataDir: string;
  seconds: number;
  /** where mails are written; undefined: a mail server sends them */
  mails: string | undefined;
  /** other devices reach it */
  isShared: boolean;
}

/** The stand-in of S3 listens on the loopback address: everybody knows its key. */
const FILES_NOTE = `
  Other devices of the network reach CoreChat, but no files: these are for browsers on this machine.
`;

function shortened(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near || '.';
}

export function greeting({ url, database, dataDir, mails, seconds, isShared }: Run): string {
  const place = shortened(dataDir);
  const mailNote =
    mails === undefined ? '' : `\n  Mails are not sent: each is a file in ${shortened(mails)}\n`;
  const post = (path: string, body: object) =>
    `curl -s ${url}${path} -H 'content-type: application/json' \\\n       -d '${JSON.stringify(body)}'`;
  return `
  CoreChat is ready at ${url}   (${seconds.toFixed(1)} s, ${database} database, data in ${place})

  Open it in a browser: register, then write to another user. A second browser or a private window can be a second user.
${isShared ? FILES_NOTE : ''}${mailNote}
  Or talk to the API, in another terminal:

  1. Register
     ${post('/Register', { first_name: 'Alice', last_name: 'Lee', username: 'alice', password: 'correct horse', email: 'alice@example.org' })}

  2. Log in: the answer holds your Token
     ${post('/Login', { username: 'alice', password: 'correct horse' })}

  3. Send yourself a note, then read it back
     ${post('/messages', { Token: '<Token>', User: 'alice', Message: 'Hello!' })}
     curl -s '${url}/messages?User=alice' -H 'authorization: Bearer <Token>'

  A change in functions/ or lib/ runs a moment after it is saved. Ctrl-C stops everything; the data stays.
`;
}
