/** Every command that the server knows. */
import { aggregate } from './aggregate.ts';
import { bulkWrite } from './bulk-write.ts';
import { collectionCommands } from './collections.ts';
import type { Command } from './command.ts';
import { count, distinct } from './count-distinct.ts';
import { remove } from './delete.ts';
import { diagnosticCommands } from './diagnostics.ts';
import { explain } from './explain.ts';
import { find, getMore, killCursors } from './find.ts';
import { findAndModify } from './find-and-modify.ts';
import { handshakeCommands } from './handshake.ts';
import { indexCommands } from './indexes.ts';
import { insert } from './insert.ts';
import { statisticsCommands } from './statistics.ts';
import { update } from './update.ts';
import { validate } from './validate.ts';

export const allCommands: Command[] = [
  ...handshakeCommands,
  ...diagnosticCommands,
  ...collectionCommands,
  ...indexCommands,
  ...statisticsCommands,
  validate,
  insert,
  update,
  remove,
  findAndModify,
  bulkWrite,
  find,
  getMore,
  killCursors,
  count,
  distinct,
  aggregate,
  explain,
];
