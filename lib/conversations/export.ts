/** For the export of accounts. */
export { listRowsFrom, type Row } from './store/rows.ts';
