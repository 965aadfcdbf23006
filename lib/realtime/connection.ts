import { ApiError } from '../errors.ts';
import { type Connection, findConnection } from '../store/connections.ts';

/** @throws ApiError session_ended for a socket that is open but no longer known: the client has to connect anew */
export async function requireConnection(id: string): Promise<Connection> {
  const connection = await findConnection(id);
  if (!connection) throw new ApiError('session_ended');
  return connection;
}
