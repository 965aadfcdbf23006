/** What deleting an account asks of reports. */
export { anonymizeReportsBy } from './store/reports.ts';
