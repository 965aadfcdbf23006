/**
 * Checks the functions' environment, and logs in to the database with it. A deployer need not reach the database: only one that answers
 * and refuses ends the deployment.
 */
import { withoutCredentials } from '../local/uri.ts';

/** The server's own answer, such as a wrong password, unlike everything that happens on the way to it. */
const isRefusal = (error: Error): boolean => error.name === 'MongoServerError';

const shown = withoutCredentials(process.env.MONGODB_URI ?? '');

async function tryDatabase(): Promise<string> {
  const { closeMongo, ping } = await import('../lib/platform/mongo.ts');
  try {
    await ping();
    return `${shown} answers; a function of the stack brings it up to date`;
  } catch (error) {
    const { message } = error as Error;
    if (isRefusal(error as Error)) throw new Error(`${shown} refuses the connection: ${message}`);
    return `${shown} does not answer here (${message}); a function of the stack will try it`;
  } finally {
    await closeMongo();
  }
}

try {
  console.log(await tryDatabase());
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
