/** The part of nodemailer's dialogue with a server that smtp.ts uses. */
declare module 'nodemailer/lib/smtp-connection' {
  import type { Readable } from 'node:stream';

  type Done = (error?: unknown) => void;

  export default class SMTPConnection {
    constructor(options: {
      host: string;
      port: number | undefined;
      secure: boolean;
      requireTLS: boolean;
      connectionTimeout: number;
      greetingTimeout: number;
      socketTimeout: number;
      dnsTimeout: number;
      socketCloseTimeout: number;
    });
    connect(done: Done): void;
    login(credentials: { user: string; pass: string }, done: Done): void;
    send(envelope: { from: string; to: string }, message: Readable, done: Done): void;
    close(): void;
    on(event: 'error', listener: Done): void;
  }
}
