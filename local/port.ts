import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { UserError } from './user-error.ts';

/** @returns the free port, or the system's error code */
async function tryPort(host: string, port: number): Promise<number | string> {
  const server = createServer();
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
  const { port: claimed } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return claimed;
}

/** Codes that mean an invalid address, not an occupied port. */
const NO_ADDRESS = new Set<unknown>(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Also checks the IPv6 loopback: `localhost` can mean either, and another server there would answer instead.
 * @param port 0 for any @param option the command line option for another port
 * @returns a free port @throws UserError when it is in use or not allowed
 */
export async function claimPort(host: string, port: number, option = 'npm start -- --port'): Promise<number> {
  const claimed = await tryPort(host, port);
  const other = typeof claimed === 'number' ? await tryPort('::1', claimed) : claimed;
  if (typeof claimed === 'number' && other !== 'EADDRINUSE') return claimed;
  if (NO_ADDRESS.has(claimed)) throw new UserError(`${host} is not an address of this machine (${claimed})`);
  const reason = other === 'EADDRINUSE' ? 'is already in use' : `cannot be used (${other})`;
  throw new UserError(`Port ${port || claimed} ${reason}. Choose another: ${option} ${port + 1}`);
}
