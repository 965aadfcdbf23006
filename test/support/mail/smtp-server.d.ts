/** The part of smtp-server that mail-server.ts uses. */
declare module 'smtp-server' {
  import type { Server } from 'node:net';
  import type { Readable } from 'node:stream';

  type Answer = (error?: Error | null, more?: { user: string }) => void;
  interface Session {
    envelope: { mailFrom: { address: string } | false; rcptTo: { address: string }[] };
  }

  export class SMTPServer {
    constructor(options: {
      disabledCommands: string[];
      authOptional: boolean;
      allowInsecureAuth: boolean;
      disableReverseLookup: boolean;
      onConnect: (session: Session, answer: Answer) => void;
      onAuth: (auth: { username?: string; password?: string }, session: Session, answer: Answer) => void;
      onRcptTo: (address: { address: string }, session: Session, answer: Answer) => void;
      onData: (stream: Readable, session: Session, answer: Answer) => void;
    });
    readonly server: Server;
    listen(port: number, host: string, ready: () => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    close(done: () => void): void;
  }
}
