/** The metrics that a stack's alarms and dashboard ask CloudWatch for. A metric that does not exist is no error there: it stays silent. */
import type { Template } from '../../../deploy/template.ts';

export interface WatchedMetric {
  /** logical id of the alarm or dashboard */
  by: string;
  namespace: string;
  name: string;
  /** values are strings, or references to resources of the template */
  dimensions: Record<string, unknown>;
}

interface AlarmMetric {
  Namespace: string;
  MetricName: string;
  Dimensions?: { Name: string; Value: unknown }[];
}

const ofAlarm = (by: string, { Namespace, MetricName, Dimensions = [] }: AlarmMetric): WatchedMetric => ({
  by,
  namespace: Namespace,
  name: MetricName,
  dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
});

function ofAlarms({ Resources }: Template): WatchedMetric[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    .flatMap(([by, { Properties }]) => {
      const math = Properties.Metrics as { MetricStat?: { Metric: AlarmMetric } }[] | undefined;
      const metrics = math ? math.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []) : [Properties];
      return metrics.map((metric) => ofAlarm(by, metric as unknown as AlarmMetric));
    });
}

interface Widget {
  type: string;
  properties: { metrics?: (string | object)[][]; alarms?: string[]; query?: string };
}

/** @returns the dashboard's body, with `${LogicalId}` left as it stands */
export function dashboardOf({ Resources }: Template): { widgets: Widget[] } {
  const body = Resources.Dashboard?.Properties.DashboardBody as Record<'Fn::Sub', string> | undefined;
  return JSON.parse(body?.['Fn::Sub'] ?? '{}');
}

/** "." repeats the value at the same place in the previous row, "..." the whole row. */
function expand(row: string[], before: string[]): string[] {
  if (row[0] === '...') return [...before.slice(0, before.length - row.length + 1), ...row.slice(1)];
  return row.map((cell, index) => (cell === '.' ? (before[index] ?? '') : cell));
}

// redos: one class between two braces.
const asReference = (text: string): unknown => {
  const [, id, attribute] = /^\$\{(\w+)(?:\.(\w+))?\}$/.exec(text) ?? [];
  if (id === undefined) return text;
  return attribute === undefined ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] };
};

function ofDashboard(template: Template): WatchedMetric[] {
  return dashboardOf(template).widgets.flatMap(({ properties: { metrics = [] } }) => {
    let before: string[] = [];
    return metrics.flatMap((row) => {
      const cells = row.filter((cell) => typeof cell === 'string');
      // Only an expression.
      if (cells.length === 0) return [];
      before = expand(cells, before);
      const [namespace = '', name = '', ...rest] = before;
      const pairs = Array.from({ length: rest.length / 2 }, (_, index) => [
        rest[2 * index] ?? '',
        asReference(rest[2 * index + 1] ?? ''),
      ]);
      return [{ by: 'Dashboard', namespace, name, dimensions: Object.fromEntries(pairs) }];
    });
  });
}

export const watchedMetrics = (template: Template): WatchedMetric[] => [
  ...ofAlarms(template),
  ...ofDashboard(template),
];
