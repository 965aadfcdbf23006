/** Settings of a stage, as they stand in the repository and as people get them wrong. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { knownStages, overruledVariables, readSettings, SETTINGS } from '../../../deploy/settings.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'corechat-stages-'));
  writeFileSync(join(folder, 'defaults.yml'), read('deploy/stages/defaults.yml'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function settingsOf(text: string) {
  writeFileSync(join(folder, 'qa.yml'), text);
  return readSettings('qa', folder);
}

const linesOf = (text: string): string[] => {
  try {
    settingsOf(text);
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
};

test('every stage of the repository has valid settings, and is a stage of serverless.yml', () => {
  const { default: _, local: __, ...stages } = parse(read('serverless.yml')).params;
  expect(stages).toEqual(
    Object.fromEntries(
      knownStages().map((stage) => [
        stage,
        `\${file(\${env:CORECHAT_STAGES, 'deploy/stages'}/${stage}.yml)}`,
      ]),
    ),
  );
  for (const stage of knownStages()) expect(readSettings(stage).mongodbDatabase).toBe(`corechat-${stage}`);
});

test('defaults.yml lists every setting, and serverless.yml or its resources use each', () => {
  expect(Object.keys(parse(read('deploy/stages/defaults.yml'))).sort()).toEqual(Object.keys(SETTINGS).sort());
  const resources = readdirSync(join(ROOT, 'resources')).map((file) => read(join('resources', file)));
  const used = [read('serverless.yml'), ...resources].join('');
  for (const name of Object.keys(SETTINGS)) expect(used).toMatch(new RegExp(`\\$\\{param:${name}[,}]`));
});

test('a stage’s own settings override the defaults, and an empty one is absent', () => {
  expect(settingsOf('corsOrigins: https://chat.example.org\nlogRetentionDays:\n')).toMatchObject({
    mongodbDatabase: 'corechat-qa',
    corsOrigins: 'https://chat.example.org',
    logRetentionDays: 14,
  });
});

test.each([
  ['budgetUsd: 500', 'budgetUsd needs an alarmEmail, which the budget mails'],
  [
    `edge: true
domain:
  http: chat.example.org
  websocket: ws.example.org
  certificate: arn:aws:acm:us-east-1:123456789012:certificate/0a1b`,
    'domain and edge exclude each other: an edge takes its name from edge.domain',
  ],
  [
    'edge: { domain: chat.example.org }',
    'edge needs both domain and certificate, or neither, not {"domain":"chat.example.org"}',
  ],
  [
    'corsOrigins: example.org',
    'corsOrigins must be origins such as https://chat.example.org, not "example.org"',
  ],
  ['accessTokenSeconds: 0', 'accessTokenSeconds must be whole seconds from 1 to 86400, not 0'],
  ['accessTokenSeconds: [900]', 'accessTokenSeconds must be a text or a number, not [900]'],
  ['mongodbDatabase: ""', 'mongodbDatabase must be 1–63 letters, digits, _ or -, not ""'],
  ['logRetentionDays: 10', expect.stringMatching(/^.*: logRetentionDays must be one of 1, 3, .*, not 10$/)],
  ['alarmEmail: oncall', 'alarmEmail must be an e-mail address, not "oncall"'],
  ['keepData: "yes"', 'keepData must be true or false, not "yes"'],
  ['gatewayRateLimit: 1.5', 'gatewayRateLimit must be a whole number from 0 to 100000, not 1.5'],
  ['corsOrigin: https://a.example', 'unknown setting corsOrigin. Did you mean corsOrigins?'],
  [
    'mongodbUri: mongodb://db/',
    'unknown setting mongodbUri. Secrets belong in AWS Secrets Manager: npm run keys -- --stage qa',
  ],
  ['somethingElse: 1', 'unknown setting somethingElse. deploy/stages/defaults.yml lists all'],
  [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what people write into the framework's files
    "corsOrigins: ${env:CORS_ORIGINS, ''}",
    'corsOrigins must be written down, without variables of the Serverless Framework',
  ],
  ['vpc: { subnets: [subnet-0a] }', 'vpc securityGroups is missing'],
  [
    'vpc: { subnets: [subnet-0a], securityGroups: [default] }',
    'vpc securityGroups.0 must be ids such as sg-0a1b2c3d, not "default"',
  ],
  [
    'domain: chat.example.org',
    'domain must hold http, websocket, certificate, hostedZone, not "chat.example.org"',
  ],
  ['rollout: fast', 'rollout must be one of all-at-once, canary, linear, not "fast"'],
])('%s is refused in one line', (text, line) => {
  expect(linesOf(text)).toEqual([typeof line === 'string' ? `deploy/stages/qa.yml: ${line}` : line]);
});

const DOMAIN = { http: 'chat.example.org', websocket: 'ws.example.org' };
const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b';

test.each([
  [{ ...DOMAIN, certificate }, []],
  [{ ...DOMAIN, certificate, hostedZone: 'Z0123' }, []],
  [{ ...DOMAIN, certificate, zone: 'Z0123' }, [/domain zone is unknown: there are http, websocket/]],
  [{ ...DOMAIN, certificate, http: 'https://chat.example.org' }, [/domain http must be a name such as/]],
  [
    { ...DOMAIN, certificate, websocket: 'chat.example.org' },
    [/domain http and websocket must be two names/],
  ],
])('the domain %j', (domain, lines) => {
  expect(linesOf(JSON.stringify({ domain }))).toEqual(lines.map((line) => expect.stringMatching(line)));
});

test('a registration by domains needs domains', () => {
  expect(linesOf('registration: domains\n')).toEqual([
    'deploy/stages/qa.yml: registration: domains needs registrationDomains',
  ]);
  expect(linesOf('registration: domains\nregistrationDomains: example.org\n')).toEqual([]);
});

test('every wrong setting gets its line', () => {
  expect(linesOf('alarmEmail: 1\nkeepData: 2\n')).toHaveLength(2);
});

test('reports invalid YAML and invalid settings', () => {
  expect(linesOf('corsOrigins: [')[0]).toMatch(/^deploy\/stages\/qa\.yml is no YAML: /);
  expect(linesOf('- corsOrigins')).toEqual([
    'deploy/stages/qa.yml must hold settings, one "name: value" a line',
  ]);
});

test('a stage without a file is refused, and the known ones are named', () => {
  expect(() => readSettings('nightly')).toThrow(
    'The stage "nightly" has no settings: there is no deploy/stages/nightly.yml. Known stages: dev, prod, staging',
  );
});

test('a variable of the shell that says something else than the settings is named', () => {
  const settings = settingsOf('corsOrigins: https://chat.example.org');
  const environment = {
    CORS_ORIGINS: 'https://elsewhere.example.org',
    ALARM_EMAIL: 'oncall@example.org',
    ACCESS_TOKEN_SECONDS: '900',
    LOG_LEVEL: '',
  };
  expect(overruledVariables('qa', settings, environment)).toEqual([
    'CORS_ORIGINS of the shell does not count: set corsOrigins in deploy/stages/qa.yml, or unset the variable',
    'ALARM_EMAIL of the shell does not count: set alarmEmail in deploy/stages/qa.yml, or unset the variable',
  ]);
});
