/** What one account has reported. */
export { listReportsBy } from './store/reports.ts';
