/** Schemas of responses to searches. Functions load only their types. */
import * as v from 'valibot';
import { counted, flag } from '../http/resource-parts.ts';
import { Message } from '../messages/resources.ts';

export const Search = v.object({
  Hits: v.array(
    v.object({
      Message,
      Ranges: v.pipe(
        v.array(
          v.object({
            Start: counted('where it begins in Message, in UTF-16 code units'),
            End: counted('behind its last code unit'),
          }),
        ),
        v.description('where the words are in the text, in its order: at most 100'),
      ),
    }),
  ),
  Incomplete: flag('the search was cut off: there may be more, also between these'),
});

export type SearchResource = v.InferOutput<typeof Search>;
