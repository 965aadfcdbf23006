/** Names of collections, as MongoDB restricts them. */
import { ServerError } from '../errors.ts';

/** @throws ServerError InvalidNamespace */
export function checkNamespace(database: string, name: string): void {
  if (
    name === '' ||
    name.includes('\0') ||
    name.includes('$') ||
    name.startsWith('.') ||
    name.endsWith('.')
  ) {
    throw new ServerError('InvalidNamespace', `Invalid collection name: ${database}.${name}`);
  }
  if (Buffer.byteLength(`${database}.${name}`) > 255) {
    throw new ServerError('InvalidNamespace', `Fully qualified namespace is too long: ${database}.${name}`);
  }
}
