/** For searches. */
export { findAmong, findNewest, listIds, type Sought } from './store/search.ts';
