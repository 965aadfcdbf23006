/** What was typed to find people. Beside the other fields, so that only the search's function has the rule. */
import * as v from 'valibot';
import { text } from '../http/fields.ts';
import { keysOfSearch } from './name-search.ts';
import { usernameIn } from './username.ts';

/** As long as any display name with a username beside it. */
export const NAME_SEARCH_MAX = 100;

export const nameSearch = v.pipe(
  text,
  v.maxLength(NAME_SEARCH_MAX, `must be at most ${NAME_SEARCH_MAX} characters`),
  v.check(
    (value) => keysOfSearch(value).length > 0 || usernameIn(value) !== undefined,
    'must have a letter, a digit or a symbol',
  ),
);
