import { customResource } from '#lib/system/custom-resource.ts';

/** What a person can mend by what it says alone. */
const SPEAKS_FOR_ITSELF = ['ConfigError', 'SecretsError', 'NewerDataError'];

/** Without a route: CloudFormation calls it in each deployment, before it changes the functions that need the data so. */
export const handler = customResource({
  async work() {
    // Imported here, so that a wrong configuration is an answer, too.
    const { prepareDatabase } = await import('#lib/migrations/prepare-database.ts');
    const { secretsReady } = await import('#lib/platform/secrets.ts');
    await secretsReady();
    await prepareDatabase();
  },
  explain: ({ name, message }) =>
    SPEAKS_FOR_ITSELF.includes(name) ? message : `MongoDB cannot be brought up to date: ${message}`,
  tooLong:
    'MongoDB is not up to date after 15 minutes. Index builds go on by themselves, migrations where they were cut off: deploy again, until it is',
});
