/** For the export of accounts. */
export { findReadSeqs } from './store/memberships.ts';
export { listRowsFrom, type Row } from './store/rows.ts';
