import { expect, test } from 'vitest';
import { ACTIONS } from '../../../deploy/deployer-actions.ts';
import { deployerPolicy, type PolicyStatement, unknownTypes } from '../../../deploy/deployer-policy.ts';
import { domainTemplate } from '../../../deploy/domain.ts';
import type { Template } from '../../../deploy/template.ts';

const { Statement } = deployerPolicy('prod', 'eu-west-1');
const statementsWith = (action: string): PolicyStatement[] =>
  Statement.filter(({ Action }) => Action.includes(action));

test('every action is spelled out', () => {
  for (const action of Statement.flatMap(({ Action }) => Action)) {
    expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
  }
});

test('every action for a type of resource is in the policy, once', () => {
  for (const action of new Set(Object.values(ACTIONS).flat()))
    expect(statementsWith(action), action).toHaveLength(1);
});

/** CloudFront chooses the ids of distributions, Lambda those of event source mappings; the firewall's rules are Amazon's. */
const OTHERS = [
  'arn:aws:cloudfront::*:distribution/*',
  'arn:aws:lambda:eu-west-1:*:event-source-mapping:*',
  'arn:aws:wafv2:us-east-1:*:global/managedruleset/*',
];

test('what can be bound is bound to the stage', () => {
  const bound = Statement.flatMap(({ Resource }) => Resource).filter((arn) => arn !== '*');
  for (const arn of bound.filter((each) => !OTHERS.includes(each))) {
    expect(arn).toMatch(/corechat[-/]prod|^arn:aws:apigateway:eu-west-1::/);
  }
  expect(statementsWith('lambda:UpdateFunctionCode')[0]?.Resource).toEqual([
    'arn:aws:lambda:eu-west-1:*:function:corechat-prod-*',
    // Which AWS names, and which no function is.
    'arn:aws:lambda:eu-west-1:*:event-source-mapping:*',
  ]);
});

test('roles can be handed to the services that use them only', () => {
  const [statement, ...more] = statementsWith('iam:PassRole');
  expect(more).toEqual([]);
  expect(statement?.Resource).toEqual(['arn:aws:iam::*:role/corechat-prod-*']);
  expect(statement?.Condition).toEqual({
    StringEquals: {
      'iam:PassedToService': ['lambda.amazonaws.com', 'apigateway.amazonaws.com', 'codedeploy.amazonaws.com'],
    },
  });
});

test('it suffices for a role, whose inline policies have at most 10,240 characters', () => {
  expect(JSON.stringify(deployerPolicy('staging', 'ap-southeast-2')).length).toBeLessThan(10_240);
});

test('a type of resource that it does not know is named', () => {
  const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b';
  const names = { http: 'chat.example.org', websocket: 'ws.example.org', certificate, hostedZone: 'Z0123' };
  expect(unknownTypes(domainTemplate(names))).toEqual([]);
  const Resources = { Stream: { Type: 'AWS::Kinesis::Stream', Properties: {} } };
  expect(unknownTypes({ Resources, Outputs: {} } as Template)).toEqual(['AWS::Kinesis::Stream']);
});
