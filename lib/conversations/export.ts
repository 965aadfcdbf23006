/** What an export asks of conversations. */
export { findReadSeqs } from './store/memberships.ts';
export { listRowsFrom, type Row } from './store/rows.ts';
