/** Schemas of responses about blocks. */
import * as v from 'valibot';
import { text, time } from '../http/resource-parts.ts';

export const Block = v.object({ Username: text, BlockedAt: time('when it began') });

export type BlockResource = v.InferOutput<typeof Block>;
