/** For searches. */
export { listSearchable, type Searchable } from './store/searchable.ts';
