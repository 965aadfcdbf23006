/** What a deployment says it changes, and what it asks about. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildIdOf, stampBuild } from '../../../deploy/build.ts';
import { compareTemplates } from '../../../deploy/difference.ts';
import { readSettings, type Settings } from '../../../deploy/settings.ts';
import type { Template } from '../../../deploy/template.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'corechat-build-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Given {
  settings?: Partial<Settings>;
  /** of the function's zip */
  code?: string;
  /** of the moment it was packaged at */
  upload?: string;
  variables?: Record<string, string>;
  more?: Template['Resources'];
}

/** A stack of one function. */
function templateOf({ settings = {}, code = 'a', upload = '1', variables = {}, more = {} }: Given): Template {
  const template: Template = {
    Resources: {
      Health: {
        Type: 'AWS::Lambda::Function',
        Properties: { Code: { S3Key: `at/${upload}/health.zip` }, Environment: { Variables: variables } },
      },
      ...more,
    },
    Outputs: {},
  };
  const zip = join(folder, 'health.zip');
  writeFileSync(zip, code);
  stampBuild(template, { ...readSettings('dev'), ...settings }, { Health: zip }, 'Health');
  return template;
}

const variablesOf = (template: Template) =>
  (template.Resources.Health?.Properties.Environment as { Variables: Record<string, string> } | undefined)
    ?.Variables ?? {};

test('the same code and settings are the same build, whenever they are packaged', () => {
  const [one, two] = [templateOf({ upload: '1' }), templateOf({ upload: '2' })];
  expect(buildIdOf(one)).toMatch(/^[0-9a-f]{12}$/);
  expect(buildIdOf(two)).toBe(buildIdOf(one));
  expect(variablesOf(one).BUILD_ID).toBe(buildIdOf(one));
  expect(compareTemplates(one, two)).toEqual({ lines: [], losses: [] });
});

test.each([
  ['code', { code: 'b' }, ['~ 1 Lambda Function: Health']],
  ['a variable', { variables: { STAGE: 'dev' } }, ['~ 1 Lambda Function: Health']],
  ['a setting', { settings: { logRetentionDays: 30 } }, ['logRetentionDays  14 → 30']],
  ['a resource', { more: { Topic: { Type: 'AWS::SNS::Topic', Properties: {} } } }, ['+ 1 SNS Topic: Topic']],
] as [string, Given, string[]][])('another build by %s is shown, and costs nothing', (_, given, lines) => {
  const [before, after] = [templateOf({}), templateOf(given)];
  expect(buildIdOf(after)).not.toBe(buildIdOf(before));
  expect(compareTemplates(before, after)).toEqual({ lines, losses: [] });
});

const KEPT: Partial<Settings> = {
  corsOrigins: 'https://a.example,https://b.example',
  alarmEmail: 'oncall@example.org',
  keepData: true,
};

test.each([
  [{ mongodbDatabase: 'other' }, [/^The database changes from corechat-dev to other: /]],
  [{ corsOrigins: 'https://b.example' }, ['Pages at https://a.example can no longer call the API']],
  [{ corsOrigins: 'https://b.example, https://a.example, https://c.example' }, []],
  [{ alarmEmail: '' }, ['Alarms are no longer mailed to oncall@example.org']],
  [{ keepData: false }, ['A removal of the stack deletes its tables from now on']],
  [{ edge: { firewall: false } }, [/^The address changes, and the APIs answer through CloudFront only/]],
] as [Partial<Settings>, (string | RegExp)[]][])('%j loses what it takes away', (change, losses) => {
  const before = templateOf({ settings: KEPT });
  const after = templateOf({ settings: { ...KEPT, ...change } });
  expect(compareTemplates(before, after).losses).toEqual(
    losses.map((loss) => (typeof loss === 'string' ? loss : expect.stringMatching(loss))),
  );
});

test('a table that leaves the stack is a loss', () => {
  const more = { Sessions: { Type: 'AWS::DynamoDB::Table', Properties: {} } };
  expect(compareTemplates(templateOf({ more }), templateOf({}))).toEqual({
    lines: ['- 1 DynamoDB Table: Sessions'],
    losses: ['Sessions leaves the stack, with the data in it'],
  });
});

test('a stack that was deployed without settings files is not moved to another database silently', () => {
  const { Metadata: _, ...before } = templateOf({ variables: { MONGODB_DATABASE: 'corechat' } });
  const { lines, losses } = compareTemplates(before, templateOf({}));
  expect(lines[0]).toBe('mongodbDatabase  corechat → corechat-dev');
  expect(losses).toHaveLength(1);
});

test('a first deployment has nothing to compare with', () => {
  expect(compareTemplates(undefined, templateOf({}))).toEqual({
    lines: ['+ 1 resources: a first deployment'],
    losses: [],
  });
});
