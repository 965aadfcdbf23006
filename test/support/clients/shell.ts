/** What a person's shell has. */
import { delimiter } from 'node:path';

/** Without what `npm test` has added. */
export const shellEnvironment = (): Record<string, string> => {
  const { PATH = '', HOME = '', CHROME_PATH: _ } = process.env;
  const folders = PATH.split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { PATH: folders.join(delimiter), HOME };
};
