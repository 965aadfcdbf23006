/**
 * Sends mail where a deployment has a mail server (docs/decisions/061-mail.md). Locally `file:` writes each mail into a directory, where a
 * mail program can open it.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { now } from './clock.ts';
import { config } from './config.ts';
import { composeMail, type Mail } from './mail-message.ts';
import { countMetric } from './request-scope.ts';
import { mailUrl } from './secret-values.ts';
import { Secret } from './secrets.ts';
import { deliverMail, type MailOutcome } from './smtp.ts';

export type { Mail } from './mail-message.ts';
export type { MailOutcome } from './smtp.ts';

const address = new Secret<URL>('mail', 'MAIL_URL', mailUrl, config.mail?.url);

/** Modules that send mail call this when they are loaded. Without mail nothing is read. */
export const needMail = (): void => {
  if (config.mail) address.need();
};

/** Mails that the directory keeps: the newest. */
const KEPT_MAX = 100;

async function keep(directory: string, message: string): Promise<MailOutcome> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const time = now().toISOString().replaceAll(':', '-');
  await writeFile(join(directory, `${time}-${randomBytes(2).toString('hex')}.eml`), message, { mode: 0o600 });
  const mails = (await readdir(directory)).filter((name) => name.endsWith('.eml')).sort();
  for (const name of mails.slice(0, -KEPT_MAX)) await rm(join(directory, name), { force: true });
  return 'sent';
}

/**
 * Where there is no mail server, the outcome is `later`. Fails only for a header that is no line of ASCII.
 * @param timeoutMs in all; absent: short enough for a request
 */
export async function sendMail(mail: Mail, timeoutMs?: number): Promise<MailOutcome> {
  if (!config.mail) return 'later';
  const { from } = config.mail;
  const message = composeMail(mail, from, now());
  const url = address.value;
  const outcome =
    url.protocol === 'file:'
      ? await keep(fileURLToPath(url), message)
      : await deliverMail(url, { from, to: mail.to }, message, timeoutMs);
  countMetric(outcome === 'sent' ? 'MailsSent' : 'MailsFailed');
  return outcome;
}
