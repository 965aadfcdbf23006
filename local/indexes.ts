/** `npm run indexes`: creates the indexes at MONGODB_URI where they are missing. A deploy step, and a step of npm start. */
import { newKeyRing } from './keys.ts';
import { withoutCredentials } from './stack.ts';

const uri = process.env.MONGODB_URI;
if (!uri) {
  console.error("Say where: MONGODB_URI='mongodb+srv://…' npm run indexes");
  process.exit(1);
}
// The configuration is read as a whole, when lib is first imported; no token is signed here.
process.env.JWT_KEYS ||= newKeyRing();
const { createIndexes } = await import('../lib/store/indexes.ts');
const { closeMongo } = await import('../lib/mongo.ts');
try {
  await createIndexes();
  console.log(`The indexes are in place at ${withoutCredentials(uri)}`);
} catch (error) {
  console.error(`${withoutCredentials(uri)} does not work as the database: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await closeMongo();
}
