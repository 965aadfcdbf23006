/** `npm run indexes`: the deploy step that creates the indexes at MONGODB_URI. */
import { ensureIndexes, withoutCredentials } from './ensure-indexes.ts';
import { newKeyRing } from './keys.ts';
import { UserError } from './user-error.ts';

try {
  const uri = process.env.MONGODB_URI;
  if (!uri) throw new UserError("Say where: MONGODB_URI='mongodb+srv://…' npm run indexes");
  // The configuration is read as a whole; no token is signed here.
  const JWT_KEYS = process.env.JWT_KEYS || newKeyRing();
  await ensureIndexes({ MONGODB_URI: uri, JWT_KEYS }, withoutCredentials(uri));
  console.log(`The indexes are in place at ${withoutCredentials(uri)}`);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
