/** Request fields of searches. */
import * as v from 'valibot';
import { text } from '../http/fields.ts';
import { parseQuery, QUERY_MAX, QueryFault } from './query.ts';

function faultOf(typed: string): string | undefined {
  try {
    parseQuery(typed);
    return undefined;
  } catch (error) {
    if (error instanceof QueryFault) return error.message;
    throw error;
  }
}

export const searchQuery = v.pipe(
  text,
  v.maxLength(QUERY_MAX, `must be at most ${QUERY_MAX} characters`),
  v.rawCheck(({ dataset, addIssue }) => {
    const fault = dataset.typed && !dataset.issues ? faultOf(dataset.value) : undefined;
    if (fault) addIssue({ message: fault });
  }),
);
