import { customResource } from '#lib/custom-resource.ts';

/** Without a route: CloudFormation calls it in each deployment, before it changes the functions that need the indexes. */
export const handler = customResource({
  async work() {
    // Imported here, so that a wrong configuration is an answer, too.
    const { createIndexes } = await import('#lib/store/indexes.ts');
    await createIndexes();
  },
  explain: ({ name, message }) =>
    name === 'ConfigError' ? message : `MongoDB does not take the indexes: ${message}`,
  tooLong:
    'MongoDB is still building indexes after 15 minutes, and goes on. Deploy again when it has finished: Atlas shows the progress under Collections, Indexes',
});
