import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { UserError } from './user-error.ts';

/** @param port 0 for any @returns a port that is free now @throws UserError when it is taken or not allowed */
export async function claimPort(host: string, port: number): Promise<number> {
  const server = createServer();
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'is already in use' : `cannot be used (${code})`;
    throw new UserError(`Port ${port} ${reason}. Choose another: npm start -- --port ${port + 1}`);
  }
  const { port: claimed } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return claimed;
}
