import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { UserError } from './user-error.ts';

/** @returns the port that was free, or the system's code of why it was not */
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

/** The address is wrong, not the port. */
const NO_ADDRESS = new Set<unknown>(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Also looks at the IPv6 loopback: `localhost` can mean either, and another server there would answer instead.
 * @param port 0 for any @param option what a person types in front of another port
 * @returns a port that is free now @throws UserError when it is taken or not allowed
 */
export async function claimPort(host: string, port: number, option = 'npm start -- --port'): Promise<number> {
  const claimed = await tryPort(host, port);
  const other = typeof claimed === 'number' ? await tryPort('::1', claimed) : claimed;
  if (typeof claimed === 'number' && other !== 'EADDRINUSE') return claimed;
  if (NO_ADDRESS.has(claimed)) throw new UserError(`${host} is not an address of this machine (${claimed})`);
  const reason = other === 'EADDRINUSE' ? 'is already in use' : `cannot be used (${other})`;
  throw new UserError(`Port ${port || claimed} ${reason}. Choose another: ${option} ${port + 1}`);
}
