import { customResource } from '#lib/system/custom-resource.ts';

/** Errors whose message tells the operator how to fix them. */
const SPEAKS_FOR_ITSELF = ['ConfigError', 'SecretsError', 'NewerDataError'];

/** Called by CloudFormation in each deployment, before it updates the functions that need the new schema. */
export const handler = customResource({
  async work() {
    // Imported here, so that an invalid configuration is reported too.
    const { prepareDatabase } = await import('#lib/migrations/prepare-database.ts');
    const { secretsReady } = await import('#lib/platform/secrets.ts');
    await secretsReady();
    await prepareDatabase();
  },
  explain: ({ name, message }) =>
    SPEAKS_FOR_ITSELF.includes(name) ? message : `The database cannot be migrated: ${message}`,
  tooLong:
    'MongoDB is not up to date after 15 minutes. Index builds go on by themselves, migrations where they were cut off: deploy again, until it is',
});
