/** Hands a mail to an SMTP server (RFC 5321). The only importer of nodemailer, of which it uses the dialogue alone: 47 KB of a bundle, loaded with the first mail. */
import { log } from './log.ts';

/**
 * `refused`: there is no such mailbox, and trying again is of no use. `later`: the server is away, postpones the mail, or refuses it for
 * a reason that an operator can mend.
 */
export type MailOutcome = 'sent' | 'refused' | 'later';

/** In all, so that a request that waits for it is answered in time. */
const TIMEOUT_MS = 4_000;

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** @param url `smtps://user:password@host:465`, or `smtp://…:587`, which begins TLS by STARTTLS */
export const optionsFor = ({ protocol, hostname, port }: URL) => ({
  host: hostname.replace(/^\[|\]$/g, ''),
  port: port === '' ? undefined : Number(port),
  secure: protocol === 'smtps:',
  // A password and addresses never leave this machine unencrypted.
  requireTLS: protocol === 'smtp:' && !LOOPBACK.has(hostname),
  connectionTimeout: TIMEOUT_MS,
  greetingTimeout: TIMEOUT_MS,
  socketTimeout: TIMEOUT_MS,
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

/**
 * Whether the answer is about the mailbox: 550 to RCPT, with an enhanced status (RFC 3463) of addresses (5.1) or mailboxes (5.2), or none.
 * 5.7, as for a refused relay, is about this server.
 */
export function isAboutMailbox({ command, responseCode = 0, response = '' }: SmtpFailure): boolean {
  if (command !== 'RCPT TO' || responseCode < 500) return false;
  const [, subject = '1'] = /^\d{3}[ -]5\.(\d{1,3})\./.exec(response) ?? [];
  return subject === '1' || subject === '2';
}

async function exchange(url: URL, envelope: { from: string; to: string }, message: string): Promise<void> {
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const connection = new SMTPConnection(optionsFor(url));
  const timer = setTimeout(() => reject({ code: 'ETIMEDOUT' } satisfies SmtpFailure), TIMEOUT_MS);
  const settle = (error?: unknown) => (error ? reject(error) : resolve());
  connection.on('error', reject);
  const send = () => connection.send(envelope, message, settle);
  connection.connect((error) => {
    if (error) return reject(error);
    if (url.username === '') return send();
    const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
    connection.login({ user, pass }, (refused) => (refused ? reject(refused) : send()));
  });
  return promise.finally(() => {
    clearTimeout(timer);
    connection.close();
  });
}

/** Never fails. */
export async function deliverMail(
  url: URL,
  envelope: { from: string; to: string },
  message: string,
): Promise<MailOutcome> {
  try {
    await exchange(url, envelope, message);
    return 'sent';
  } catch (error) {
    const failure = error as SmtpFailure;
    if (isAboutMailbox(failure)) return 'refused';
    const { code, command, responseCode: status } = failure;
    log.warn('mail not sent', { code, command, status });
    return 'later';
  }
}
