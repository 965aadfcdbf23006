/** `npm run schema`: migrates the data at MONGODB_URI and creates missing indexes; with --tables, the DynamoDB tables too. */
import { newSigningKeys } from '../deploy/key-ring.ts';
import { withoutCredentials } from './uri.ts';

const uri = process.env.MONGODB_URI;
if (!uri) {
  console.error("Say where: MONGODB_URI='mongodb+srv://…' npm run schema");
  process.exit(1);
}
// lib requires keys when it is imported; any do, because no token is signed here.
if (!process.env.JWT_KEYS) process.env.SIGNING_KEYS ||= newSigningKeys();

async function createTables(): Promise<void> {
  const { CreateTableCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { readTables } = await import('./tables.ts');
  const { config } = await import('../lib/platform/config.ts');
  const client = new DynamoDBClient({ maxAttempts: 1 });
  for (const table of readTables(config.tablePrefix)) {
    await client.send(new CreateTableCommand(table)).catch((error: Error) => {
      if (error.name !== 'ResourceInUseException') throw error;
    });
  }
}

async function prepare(shownUri: string): Promise<void> {
  const { NewerDataError, prepareDatabase } = await import('../lib/migrations/prepare-database.ts');
  const { closeMongo } = await import('../lib/platform/mongo.ts');
  try {
    await prepareDatabase();
  } catch (error) {
    if (error instanceof NewerDataError) throw error;
    throw new Error(`${shownUri} does not work as the database: ${(error as Error).message}`);
  } finally {
    await closeMongo();
  }
}

try {
  if (process.argv.includes('--tables')) await createTables();
  await prepare(withoutCredentials(uri));
  console.log(`Everything is in place at ${withoutCredentials(uri)}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
