import { expect, test } from 'vitest';
import { runSchemaFirst } from '../../../deploy/schema-first.ts';
import type { Template } from '../../../deploy/template.ts';

const functionWith = (Variables: Record<string, string>) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Environment: { Variables } },
});

function idAfter(Variables: Record<string, string>, digest: string) {
  const Resources = {
    Schema: functionWith(Variables),
    Send: { ...functionWith(Variables), DependsOn: ['SendLogGroup'] },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
  };
  const template = { Resources, Outputs: {} } as Template;
  runSchemaFirst(template, 'Schema', digest);
  const [id = ''] = Object.keys(template.Resources).filter(
    (name) => !(name in { Schema: 1, Send: 1, Table: 1 }),
  );
  return { id, template };
}

test('every other function waits for the schema, which waits for its own function', () => {
  const { id, template } = idAfter({ MONGODB_DATABASE: 'chat' }, 'a');
  expect(template.Resources.Send?.DependsOn).toEqual(['SendLogGroup', id]);
  expect(template.Resources.Schema).not.toHaveProperty('DependsOn');
  expect(template.Resources.Table).not.toHaveProperty('DependsOn');
  expect(template.Resources[id]).toMatchObject({
    Type: 'Custom::Schema',
    Properties: { ServiceToken: { 'Fn::GetAtt': ['Schema', 'Arn'] } },
  });
});

test('it has another name, so that it runs, with other code, another secret or another database', () => {
  const first = { MONGODB_DATABASE: 'chat', JWT_ISSUER: '1' };
  const ids = [
    idAfter(first, 'a').id,
    idAfter(first, 'b').id,
    idAfter({ ...first, JWT_ISSUER: '2' }, 'a').id,
    idAfter({ ...first, MONGODB_DATABASE: 'other' }, 'a').id,
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect(idAfter(first, 'a').id).toBe(ids[0]);
});
