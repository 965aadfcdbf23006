/** Hands a mail to an SMTP server (RFC 5321). The only importer of nodemailer, of which it uses the dialogue alone: 47 KB of a bundle, loaded with the first mail. */
import { Readable } from 'node:stream';
import { log } from './log.ts';

/**
 * `unknown`: the server has the whole mail, and its answer is lost or late, so that the mail may well arrive. `refused`: there is no such
 * mailbox, and trying again is of no use. `later`: the server is away, postpones the mail, or refuses it for a reason that passes, or that
 * an operator can mend.
 */
export type MailOutcome = 'sent' | 'unknown' | 'refused' | 'later';

/** In all, so that a request that waits for it is answered in time. */
const TIMEOUT_MS = 4_000;

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** @param url `smtps://user:password@host:465`, or `smtp://…:587`, which begins TLS by STARTTLS @param timeoutMs of a silence in the dialogue */
export const optionsFor = ({ protocol, hostname, port }: URL, timeoutMs = TIMEOUT_MS) => ({
  host: hostname.replace(/^\[|\]$/g, ''),
  port: port === '' ? undefined : Number(port),
  secure: protocol === 'smtps:',
  // A password and addresses never leave this machine unencrypted.
  requireTLS: protocol === 'smtp:' && !LOOPBACK.has(hostname),
  connectionTimeout: TIMEOUT_MS,
  greetingTimeout: TIMEOUT_MS,
  socketTimeout: timeoutMs,
  dnsTimeout: TIMEOUT_MS,
  socketCloseTimeout: 0,
});

/** As nodemailer describes a failure. Its message contains the recipient's address, so that it is not logged. */
interface SmtpFailure {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
}

/** Status codes of the sender's address (RFC 3463), which servers such as Postfix check at RCPT. */
const OF_SENDER = new Set(['5.1.7', '5.1.8']);
/** Codes for a mailbox that does not exist (RFC 5321), which servers without status codes also use for what they do not permit. */
const NO_MAILBOX = new Set([550, 551, 553]);
const OF_PERMISSION =
  /relay|authent|\bauth\b|log ?in|sender|permit|denied|allowed|polic|block|spam|reputation/i;

/**
 * Whether the answer to RCPT is that there is no such mailbox: a status code of addresses (5.1), or none and a text that speaks of nothing
 * that is about this server. 5.7, as for a refused relay, and 5.2, as for a full mailbox, are not.
 */
export function isAboutMailbox({ command, responseCode = 0, response = '' }: SmtpFailure): boolean {
  if (command !== 'RCPT TO' || responseCode < 500) return false;
  const [, status] = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? [];
  if (status !== undefined) return status.startsWith('5.1.') && !OF_SENDER.has(status);
  const text = response
    .split(' ')
    .filter((word) => !word.includes('@'))
    .join(' ');
  return NO_MAILBOX.has(responseCode) && !OF_PERMISSION.test(text);
}

/** An error that is thrown, or handed to `done`, rejects. */
const step = (act: (done: (error?: unknown) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => act((error) => (error ? reject(error) : resolve())));

/** @param body is read once the server asks for the mail */
async function exchange(
  url: URL,
  envelope: { from: string; to: string },
  body: Readable,
  timeoutMs: number,
): Promise<void> {
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection');
  const connection = new SMTPConnection(optionsFor(url, timeoutMs));
  const failed = Promise.withResolvers<never>();
  const timer = setTimeout(() => failed.reject({ code: 'ETIMEDOUT' } satisfies SmtpFailure), timeoutMs);
  connection.on('error', failed.reject);
  const converse = async () => {
    await step((done) => connection.connect(done));
    if (url.username !== '') {
      const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
      await step((done) => connection.login({ user, pass }, done));
    }
    await step((done) => connection.send(envelope, body, done));
  };
  try {
    await Promise.race([converse(), failed.promise]);
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}

/** Never fails. @param timeoutMs in all */
export async function deliverMail(
  url: URL,
  envelope: { from: string; to: string },
  message: string,
  timeoutMs = TIMEOUT_MS,
): Promise<MailOutcome> {
  const body = Readable.from([Buffer.from(message)]);
  let isHandedOver = false;
  body.once('end', () => {
    isHandedOver = true;
  });
  try {
    await exchange(url, envelope, body, timeoutMs);
    return 'sent';
  } catch (error) {
    const failure = error as SmtpFailure;
    if (isAboutMailbox(failure)) return 'refused';
    const { code, command, responseCode: status } = failure;
    const outcome = isHandedOver && !status ? 'unknown' : 'later';
    log.warn(outcome === 'later' ? 'mail not sent' : 'mail without an answer', { code, command, status });
    return outcome;
  }
}
