/** Terminal output of `npm run admin`. */
import { stripVTControlCharacters } from 'node:util';
import type { Activity } from '../../lib/activity/activity.ts';
import type { AuditRecord } from '../../lib/moderation/store/audit.ts';
import type { Report } from '../../lib/moderation/store/reports.ts';

/** Removes control sequences and line breaks from people's texts. */
const plain = (text: string): string =>
  stripVTControlCharacters(text).replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, ' ');

/** Columns are as wide as their widest cell; the last one is not padded. */
function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export const timeOf = (date: Date): string => date.toISOString().replace('T', ' ').slice(0, 19);

export function reportTable(reports: Report[]): string {
  if (reports.length === 0) return 'Nothing was reported.';
  const rows = reports.map(({ id, reportedAt, reason, from, reporter }) => [
    id,
    timeOf(reportedAt),
    reason,
    from,
    reporter,
  ]);
  return table([['id', 'reported at (UTC)', 'reason', 'about', 'by'], ...rows]);
}

export const reportText = (report: Report): string =>
  table([
    ['Report', report.id],
    ['Reported', `${timeOf(report.reportedAt)} UTC by ${report.reporter}`],
    ['Reason', report.reason],
    ['Detail', plain(report.detail ?? '-')],
    ['Message', `${report.message} in ${report.conversation}`],
    ['Sent', `${timeOf(report.sentAt)} UTC by ${report.from}`],
    ['Text', plain(report.text)],
    ...(report.files ? [['Files', plain(report.files.join(', '))]] : []),
  ]);

export function auditTable(records: AuditRecord[]): string {
  if (records.length === 0) return 'Nothing was done yet.';
  const rows = records.map(({ at, by, action, target, reason }) => [
    timeOf(at),
    plain(by),
    action,
    target ?? '-',
    plain(reason ?? '-'),
  ]);
  return table([['at (UTC)', 'by', 'what', 'whom', 'why'], ...rows]);
}

/** Addresses are shown by the first digits of their keyed hash: the same digits are the same network. */
export function activityTable(activities: Activity[]): string {
  if (activities.length === 0) return 'Nothing in the last 90 days. Is the name right?';
  const rows = activities.map(({ at, kind, outcome, times, device, network, session, subject }) => [
    timeOf(at),
    kind,
    times > 1 ? `${outcome}, ${times} times` : outcome,
    plain(device ?? 'operator'),
    network?.slice(0, 6) ?? '-',
    session?.slice(0, 8) ?? '-',
    plain(subject ?? '-'),
  ]);
  return table([['at (UTC)', 'what', 'outcome', 'device', 'network', 'session', 'ended'], ...rows]);
}
