/** The reports by an account. */
export { listReportsBy } from './store/reports.ts';
