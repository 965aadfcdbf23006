/** A private part of the driver, as far as lib/platform/mongo.ts uses it. */
declare module 'mongodb/lib/cmap/connection.js' {
  export class Connection {
    readonly id: number | string;
    readonly socket: { readonly destroyed: boolean };
    /** Ends the connection: its commands fail with the error. */
    onError(error: Error): void;
    writeCommand(command: unknown, options: unknown): Promise<void>;
  }
}
