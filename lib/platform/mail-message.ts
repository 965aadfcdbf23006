/** Composes a mail (RFC 5322, RFC 2045) of plain text and, beside it, HTML. Pure. */
import { randomBytes } from 'node:crypto';

export interface Mail {
  /** one address, as lib/accounts/email.ts accepts it */
  to: string;
  /** ASCII, one line */
  subject: string;
  text: string;
  html?: string;
  /** further ones: ASCII, one line each */
  headers?: Record<string, string>;
}

const CRLF = '\r\n';

const headerLine = ([name, value]: [string, string]): string => {
  // A line break would begin another header.
  if (!/^[\x20-\x7e]*$/.test(value)) throw new TypeError(`The header ${name} must be ASCII on one line`);
  return `${name}: ${value}`;
};

/** Lines have at most 76 characters (RFC 2045 §6.8), and no text needs to be escaped in the SMTP dialogue. */
const base64Lines = (text: string): string =>
  Buffer.from(text)
    .toString('base64')
    .match(/.{1,76}/g)
    ?.join(CRLF) ?? '';

/** Lines of ASCII go as they are, so that the files of `npm start` can be read. RFC 5322 allows 998 characters. */
const isPlain = (text: string): boolean =>
  text.split('\n').every((line) => /^(?!\.)[\x20-\x7e]{0,998}$/.test(line));

function part(type: string, text: string): string {
  const plain = isPlain(text);
  return [
    `Content-Type: ${type}; charset=utf-8`,
    `Content-Transfer-Encoding: ${plain ? '7bit' : 'base64'}`,
    '',
    plain ? text.replaceAll('\n', CRLF) : base64Lines(text),
    '',
  ].join(CRLF);
}

/** @param from the address of the product @throws TypeError for a header that is not one line of ASCII */
export function composeMail({ to, subject, text, html, headers = {} }: Mail, from: string, at: Date): string {
  const head = Object.entries({
    From: `CoreChat <${from}>`,
    To: `<${to}>`,
    Subject: subject,
    Date: at.toUTCString().replace('GMT', '+0000'),
    'Message-ID': `<${randomBytes(16).toString('hex')}@${from.split('@').at(-1)}>`,
    // Keeps out-of-office replies away (RFC 3834).
    'Auto-Submitted': 'auto-generated',
    'MIME-Version': '1.0',
    ...headers,
  }).map(headerLine);
  if (html === undefined) return [...head, part('text/plain', text)].join(CRLF);
  const boundary = randomBytes(12).toString('hex');
  return [
    ...head,
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    part('text/plain', text),
    `--${boundary}`,
    part('text/html', html),
    `--${boundary}--`,
    '',
  ].join(CRLF);
}
