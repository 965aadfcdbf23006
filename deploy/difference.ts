/** What a deployment changes: the template that is to be deployed against the one that is. */
import { isDeepStrictEqual } from 'node:util';
import { readBuild } from './build.ts';
import { SETTINGS, type SettingName } from './settings.ts';
import type { CloudFormationResource, Template } from './template.ts';

export interface Difference {
  /** for people, without a heading; empty when nothing changes */
  lines: string[];
  /** what is lost, one sentence each */
  losses: string[];
}

type Values = Partial<Record<SettingName, unknown>>;

/** Earlier versions stored no settings in the template. Their functions' variables tell some. */
function settingsOfFunctions({ Resources }: Template): Values {
  const variables: Record<string, unknown> = Object.assign(
    {},
    ...Object.values(Resources)
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map(({ Properties }) => (Properties.Environment as { Variables?: object } | undefined)?.Variables),
  );
  const known = Object.entries(SETTINGS as Record<string, { variable?: string }>).flatMap(
    ([name, { variable }]) => {
      const value = variables[variable ?? ''];
      return typeof value === 'string' ? [[name, value]] : [];
    },
  );
  const endpoint = Resources.AlarmSubscription?.Properties.Endpoint;
  return Object.fromEntries([...known, ...(endpoint ? [['alarmEmail', endpoint]] : [])]);
}

/** Without functions there is nothing whose settings could change: a first deployment that got no further. */
function deployedSettings(template: Template): Values {
  const build = readBuild(template);
  if (build) return build.settings;
  const values = settingsOfFunctions(template);
  // An empty variable is left out of a function's configuration.
  return values.mongodbDatabase === undefined ? {} : { corsOrigins: '', rateLimits: '', ...values };
}

const listOf = (value: unknown): string[] =>
  String(value ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

function show(value: unknown): string {
  if (value === '') return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function lossesOf(before: Values, after: Values): string[] {
  const losses: string[] = [];
  const { mongodbDatabase: from } = before;
  if (from !== undefined && String(from) !== String(after.mongodbDatabase)) {
    losses.push(
      `The database changes from ${from} to ${after.mongodbDatabase}: accounts and messages stay in ${from} and are not seen any more`,
    );
  }
  const origins = listOf(before.corsOrigins).filter((origin) => !listOf(after.corsOrigins).includes(origin));
  if (origins.length > 0) losses.push(`Pages at ${origins.join(', ')} can no longer call the API`);
  if (before.alarmEmail && before.alarmEmail !== after.alarmEmail) {
    losses.push(`Alarms are no longer mailed to ${before.alarmEmail}`);
  }
  if (from !== undefined && Boolean(before.edge) !== Boolean(after.edge)) {
    const way = after.edge ? 'the APIs answer through CloudFront only' : 'CloudFront is removed';
    losses.push(`The address changes, and ${way}: clients that know the old one find nothing there`);
  }
  if (before.keepData === true && after.keepData !== true) {
    losses.push('A removal of the stack deletes its tables from now on');
  }
  return losses;
}

function settingLines(before: Values, after: Values): string[] {
  const names = (Object.keys(SETTINGS) as SettingName[]).filter(
    (name) => before[name] !== undefined && String(before[name]) !== String(after[name] ?? ''),
  );
  const width = Math.max(0, ...names.map((name) => name.length));
  return names.map((name) => `${name.padEnd(width)}  ${show(before[name])} → ${show(after[name])}`);
}

/** Where a package was uploaded to changes each time; what is in it is compared by its digest. An order changes nothing. */
function essence({ Type, Properties, DependsOn: _, ...rest }: CloudFormationResource, digest?: string) {
  if (Type !== 'AWS::Lambda::Function') return { Type, Properties, ...rest };
  const { Code: __, ...others } = Properties;
  const environment = others.Environment as { Variables?: Record<string, unknown> } | undefined;
  const { BUILD_ID: ___, SECURITY_EXPIRES: ____, ...Variables } = environment?.Variables ?? {};
  return { Type, Properties: { ...others, Environment: { Variables } }, ...rest, digest };
}

function changedIds(before: Template, after: Template): string[] {
  const [old, next] = [readBuild(before)?.code ?? {}, readBuild(after)?.code ?? {}];
  return Object.entries(after.Resources).flatMap(([id, resource]) => {
    const deployed = before.Resources[id];
    if (!deployed) return [];
    return isDeepStrictEqual(essence(deployed, old[id]), essence(resource, next[id])) ? [] : [id];
  });
}

const SHOWN = 3;

/** `+ 4 DynamoDB Table: SessionsTable, TicketsTable …` */
function resourceLines(sign: string, ids: string[], { Resources }: Template): string[] {
  const byType = Map.groupBy(ids, (id) => Resources[id]?.Type ?? '');
  return [...byType].map(([type, each]) => {
    const names = each.slice(0, SHOWN).join(', ') + (each.length > SHOWN ? ' …' : '');
    return `${sign} ${each.length} ${type.split('::').slice(1).join(' ')}: ${names}`;
  });
}

const HOLDS_DATA = new Set(['AWS::DynamoDB::Table', 'AWS::S3::Bucket']);

/** @param before undefined for a first deployment, of which nothing but a count is shown */
export function compareTemplates(before: Template | undefined, after: Template): Difference {
  if (!before) {
    return { lines: [`+ ${Object.keys(after.Resources).length} resources: a first deployment`], losses: [] };
  }
  const [old, next]: [Values, Values] = [deployedSettings(before), readBuild(after)?.settings ?? {}];
  const added = Object.keys(after.Resources).filter((id) => !before.Resources[id]);
  const removed = Object.keys(before.Resources).filter((id) => !after.Resources[id]);
  const lostData = removed.filter((id) => HOLDS_DATA.has(before.Resources[id]?.Type ?? ''));
  const settings = Object.keys(old).length === 0 ? { lines: [], losses: [] } : compareSettings(old, next);
  return {
    lines: [
      ...settings.lines,
      ...resourceLines('+', added, after),
      ...resourceLines('~', changedIds(before, after), after),
      ...resourceLines('-', removed, before),
    ],
    losses: [...settings.losses, ...lostData.map((id) => `${id} leaves the stack, with the data in it`)],
  };
}

const compareSettings = (before: Values, after: Values): Difference => ({
  lines: settingLines(before, after),
  losses: lossesOf(before, after),
});
