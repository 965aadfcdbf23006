/** A part of the driver that its public types leave out, in what lib/platform/mongo.ts needs of it. */
declare module 'mongodb/lib/cmap/connection.js' {
  export class Connection {
    readonly id: number | string;
    readonly socket: { readonly destroyed: boolean };
    /** Ends the connection: what is asked over it fails with the error. */
    onError(error: Error): void;
    writeCommand(command: unknown, options: unknown): Promise<void>;
  }
}
