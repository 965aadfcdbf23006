import { ServerError } from '../errors.ts';
import type { Command } from './dispatch.ts';

export const aggregate: Command = {
  name: 'aggregate',
  fields: {},
  run() {
    throw new ServerError('CommandNotSupported', 'aggregate is not supported yet');
  },
};
