/**
 * A stage's settings: deploy/stages/defaults.yml, overridden by the stage's own file beside it. serverless.yml reads the same
 * files as `params`; here they are validated before anything uses them. A new setting takes a line in defaults.yml, one in
 * SETTINGS, and its use as `${param:name}`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import * as v from 'valibot';
import { parse } from 'yaml';
import { Environment } from '../lib/platform/environment.ts';
import { ROOT } from '../local/root.ts';
import { UserError } from '../local/user-error.ts';
import { DOMAIN_SCHEMA, type Domain } from './domain.ts';
import { EDGE_SCHEMA, type Edge } from './edge.ts';
import { VPC_SCHEMA, type Vpc } from './network.ts';
import { ROLLOUT_SCHEMA, type Rollout } from './rollout.ts';
import { orFalse } from './setting-parts.ts';

/** A test packages a stage with other settings than the repository's. */
const FOLDER = join(ROOT, process.env.CORECHAT_STAGES || 'deploy/stages');
const DEFAULTS = 'defaults';

interface Setting {
  rule: v.GenericSchema;
  /** the environment variable that functions read it from, or that the setting replaced */
  variable?: string;
}

/** Held to the same rule as the functions' variable, whose text the value becomes. */
function variable(name: keyof typeof Environment.entries): Setting {
  const entry = v.unwrap(Environment.entries[name] as v.OptionalSchema<v.GenericSchema<string>, undefined>);
  const rule = v.pipe(
    v.union([v.string(), v.number()], 'must be a text or a number'),
    v.rawCheck<string | number>(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const { message } of v.safeParse(entry, String(dataset.value)).issues ?? []) addIssue({ message });
    }),
  );
  return { rule, variable: name };
}

function whole(minimum: number, maximum: number): Setting {
  const message = `must be a whole number from ${minimum} to ${maximum}`;
  return {
    rule: v.pipe(
      v.number(message),
      v.integer(message),
      v.minValue(minimum, message),
      v.maxValue(maximum, message),
    ),
  };
}

const flag: Setting = { rule: v.boolean('must be true or false') };

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const SETTINGS = {
  mongodbDatabase: variable('MONGODB_DATABASE'),
  jwtIssuer: variable('JWT_ISSUER'),
  jwtAudience: variable('JWT_AUDIENCE'),
  accessTokenSeconds: variable('ACCESS_TOKEN_SECONDS'),
  refreshTokenSeconds: variable('REFRESH_TOKEN_SECONDS'),
  corsOrigins: variable('CORS_ORIGINS'),
  fileMaxBytes: variable('FILE_MAX_BYTES'),
  filesPerPersonBytes: variable('FILES_PER_PERSON_BYTES'),
  filesTotalBytes: variable('FILES_TOTAL_BYTES'),
  rateLimits: variable('RATE_LIMITS'),
  registration: variable('REGISTRATION'),
  registrationDomains: variable('REGISTRATION_DOMAINS'),
  directory: variable('DIRECTORY'),
  apiDocs: variable('API_DOCS'),
  linkPreviews: variable('LINK_PREVIEWS'),
  mailFrom: variable('MAIL_FROM'),
  fileScan: variable('FILE_SCAN'),
  securityContact: variable('SECURITY_CONTACT'),
  pushHosts: variable('PUSH_HOSTS'),
  gatewayRateLimit: whole(0, 100_000),
  gatewayBurstLimit: whole(0, 100_000),
  passwordRateLimit: whole(0, 100_000),
  passwordBurstLimit: whole(0, 100_000),
  reserveConcurrency: flag,
  pushTimeoutMs: variable('PUSH_TIMEOUT_MS'),
  logLevel: variable('LOG_LEVEL'),
  logSampleRate: variable('LOG_SAMPLE_RATE'),
  logRetentionDays: {
    rule: v.picklist(RETENTION_DAYS, `must be one of ${RETENTION_DAYS.join(', ')}`),
  },
  alarmEmail: {
    rule: v.pipe(v.string(), v.regex(/^$|^[^\s@,]+@[^\s@,]+$/, 'must be an e-mail address')),
    variable: 'ALARM_EMAIL',
  },
  canary: flag,
  budgetUsd: whole(0, 10_000_000),
  websocketAccessLog: flag,
  tracing: flag,
  concurrencyAlarm: whole(1, 1_000_000),
  loginsFailedAlarm: whole(1, 1_000_000),
  keepData: flag,
  vpc: { rule: orFalse(VPC_SCHEMA) },
  domain: { rule: orFalse(DOMAIN_SCHEMA) },
  edge: { rule: orFalse(EDGE_SCHEMA) },
  rollout: { rule: ROLLOUT_SCHEMA },
} satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

/** Of several parts. */
interface Structured {
  vpc: Vpc | false;
  domain: Domain | false;
  edge: Edge | false;
  rollout: Rollout;
}
export type Settings = Record<Exclude<SettingName, keyof Structured>, string | number | boolean> & Structured;

type Values = Record<string, unknown>;

const nameOf = (stage: string): string => `deploy/stages/${stage}.yml`;

/** Those that have a file. */
export const knownStages = (folder = FOLDER): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yml') && file !== `${DEFAULTS}.yml`)
    .map((file) => file.slice(0, -'.yml'.length))
    .sort();

/** Empty values count as absent, as they do for the Serverless Framework. */
function readValues(folder: string, name: string, stage: string): Values {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the one variable of the Serverless Framework that a setting may hold
  const source = readFileSync(join(folder, `${name}.yml`), 'utf8').replaceAll('${sls:stage}', stage);
  let values: unknown;
  try {
    values = parse(source) ?? {};
  } catch (error) {
    throw new UserError(`${nameOf(name)} is no YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new UserError(`${nameOf(name)} must hold settings, one "name: value" a line`);
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

const looksSecret = (name: string): boolean => /uri|key|secret|password/i.test(name);

function explainUnknown(name: string, stage: string): string {
  const near = closest(name, Object.keys(SETTINGS));
  if (distance(name, near) <= 3) return `unknown setting ${name}. Did you mean ${near}?`;
  if (looksSecret(name)) {
    return `unknown setting ${name}. Secrets belong in AWS Secrets Manager: npm run keys -- --stage ${stage}`;
  }
  return `unknown setting ${name}. ${nameOf(DEFAULTS)} lists all`;
}

/** @returns what is wrong, in words that follow the setting's name */
function explainWrong(name: SettingName, value: unknown): string[] {
  if (typeof value === 'string' && value.includes('${')) {
    return ['must be written down, without variables of the Serverless Framework'];
  }
  const { issues = [] } = v.safeParse(SETTINGS[name].rule, value);
  const lines = issues.map((issue) => {
    const part = v.getDotPath(issue);
    if (part === null) return `${issue.message}, not ${JSON.stringify(value)}`;
    const received =
      issue.received === 'undefined' || issue.expected === 'never' ? '' : `, not ${issue.received}`;
    return `${part} ${issue.message}${received}`;
  });
  return [...new Set(lines)];
}

/**
 * @param folder for tests
 * @throws UserError with one line per wrong setting; with the known stages when this one has no file
 */
export function readSettings(stage: string, folder = FOLDER): Settings {
  const stages = knownStages(folder);
  if (!stages.includes(stage)) {
    throw new UserError(
      `The stage "${stage}" has no settings: there is no ${nameOf(stage)}. Known stages: ${stages.join(', ')}`,
    );
  }
  const defaults = readValues(folder, DEFAULTS, stage);
  const own = readValues(folder, stage, stage);
  const merged: Values = { ...defaults, ...own };
  const lines = Object.entries(merged).flatMap(([name, value]) => {
    const file = nameOf(name in own ? stage : DEFAULTS);
    if (!(name in SETTINGS)) return [`${file}: ${explainUnknown(name, stage)}`];
    return explainWrong(name as SettingName, value).map((text) => `${file}: ${name} ${text}`);
  });
  const missing = Object.keys(SETTINGS).filter((name) => !(name in merged));
  lines.push(...missing.map((name) => `${nameOf(DEFAULTS)}: ${name} is missing`));
  if (Number(merged.budgetUsd) > 0 && merged.alarmEmail === '') {
    lines.push(`${nameOf(stage)}: budgetUsd needs an alarmEmail, which the budget mails`);
  }
  if (merged.registration === 'domains' && merged.registrationDomains === '') {
    lines.push(`${nameOf(stage)}: registration: domains needs registrationDomains`);
  }
  if (merged.domain && merged.edge) {
    lines.push(
      `${nameOf(stage)}: domain and edge exclude each other: an edge takes its name from edge.domain`,
    );
  }
  if (lines.length > 0) throw new UserError(lines.join('\n'));
  const edge = v.parse(SETTINGS.edge.rule, merged.edge);
  return { ...merged, edge } as unknown as Settings;
}

/**
 * Variables that earlier versions read from the shell of the deployer.
 * @returns one line for each that is set and says something else than the stage's settings
 */
export function overruledVariables(
  stage: string,
  settings: Settings,
  environment: NodeJS.ProcessEnv = process.env,
): string[] {
  return Object.entries(SETTINGS as Record<string, Setting>).flatMap(([name, { variable: shell = '' }]) => {
    const value = environment[shell];
    if (!value || value === String(settings[name as SettingName])) return [];
    return [`${shell} of the shell does not count: set ${name} in ${nameOf(stage)}, or unset the variable`];
  });
}
