import { ServerError } from '../errors.ts';
import type { Command } from './dispatch.ts';

export const explain: Command = {
  name: 'explain',
  fields: { verbosity: 'string' },
  run() {
    throw new ServerError('CommandNotSupported', 'explain is not supported yet');
  },
};
