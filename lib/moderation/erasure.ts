/** For the deletion of accounts. */
export { anonymizeReportsBy } from './store/reports.ts';
