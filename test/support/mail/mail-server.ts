/** A real SMTP server, which accepts, refuses, postpones or falls silent as a test asks. */
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string[];
  from: string;
  /** decoded by name, in lower case */
  headers: Record<string, string>;
  /** of the plain text part */
  text: string;
  html: string;
  source: string;
}

/** @param type of the wanted part, or of the whole mail where it has no parts */
function decodePart(source: string, type: string): string {
  const [, boundary] = /boundary="(\w+)"/.exec(source) ?? [];
  const parts = boundary === undefined ? [source] : source.split(`\r\n--${boundary}`);
  const found = parts.find((part) => part.includes(`Content-Type: ${type};`)) ?? '';
  const begin = found.indexOf('\r\n\r\n');
  const body = found.slice(begin + 4).replace(/\r\n$/, '');
  return found.slice(0, begin).includes('base64')
    ? Buffer.from(body, 'base64').toString()
    : body.replaceAll('\r\n', '\n');
}

/** @param source as it was sent, or of an .eml file */
export function parseMail(source: string): Omit<ReceivedMail, 'to' | 'from'> {
  const [head = ''] = source.split('\r\n\r\n', 1);
  const headers = Object.fromEntries(
    head.split('\r\n').map((line) => {
      const [name = '', ...value] = line.split(': ');
      return [name.toLowerCase(), value.join(': ')];
    }),
  );
  return { headers, text: decodePart(source, 'text/plain'), html: decodePart(source, 'text/html'), source };
}

export interface Manners {
  /** what RCPT is answered with, such as `550 5.1.1 No such user`; absent: it is accepted */
  recipient?: string;
  /** is told the address of each RCPT */
  onRecipient?: (address: string) => void;
  /** what the text of the mail is answered with */
  data?: string;
  /** milliseconds until it answers that it has accepted the text, which it has by then */
  acceptsAfter?: number;
  /** accepts the text, and ends the connection instead of an answer */
  hangsUp?: boolean;
  /** says nothing after the connection is made */
  silent?: boolean;
}

const failure = (answer: string) => {
  const [code = '', ...words] = answer.split(' ');
  return Object.assign(new Error(words.join(' ')), { responseCode: Number(code) });
};

/** @param options STARTTLS, with a certificate that no client trusts; credentials to ask for */
export async function startMailServer({ starttls = false, user = '', password = '' } = {}) {
  const received: ReceivedMail[] = [];
  const logins: string[] = [];
  const sockets = new Set<Socket>();
  let manners: Manners = {};
  const server = new SMTPServer({
    disabledCommands: [...(starttls ? [] : ['STARTTLS']), ...(user === '' ? ['AUTH'] : [])],
    authOptional: user === '',
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onConnect: (_session, answer) => {
      if (!manners.silent) answer();
    },
    onAuth: (auth, _session, answer) => {
      logins.push(`${auth.username}:${auth.password}`);
      if (auth.username === user && auth.password === password) answer(null, { user });
      else answer(failure('535 5.7.8 Authentication failed'));
    },
    onRcptTo: ({ address }, _session, answer) => {
      manners.onRecipient?.(address);
      if (manners.recipient) answer(failure(manners.recipient));
      else answer();
    },
    onData: (stream, session, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (manners.data) return answer(failure(manners.data));
        const source = Buffer.concat(chunks).toString();
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : '';
        received.push({ ...parseMail(source), from, to: rcptTo.map(({ address }) => address) });
        if (manners.hangsUp) for (const socket of sockets) socket.destroy();
        else setTimeout(answer, manners.acceptsAfter ?? 0);
      });
    },
  });
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Of clients that do not trust the certificate.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const login = user === '' ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
  return {
    url: `smtp://${login}127.0.0.1:${port}`,
    received,
    logins,
    /** from now on */
    behave: (next: Manners) => {
      manners = next;
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
