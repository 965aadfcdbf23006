/** One client connection, as commands see it. */
export interface Connection {
  id: number;
  /** What the client called itself in its first hello. */
  appName?: string;
  localAddress: string;
  closed: boolean;
  close(): void;
}
