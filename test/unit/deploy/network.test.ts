import { expect, test } from 'vitest';
import { placeInVpc, type Vpc } from '../../../deploy/network.ts';
import { gatewayRole, roleOf } from '../../../deploy/roles.ts';
import type { Template } from '../../../deploy/template.ts';

const VPC: Vpc = { subnets: ['subnet-0a', 'subnet-0b'], securityGroups: ['sg-0a'] };

function place(vpc: Vpc) {
  const template = {
    Resources: {
      Send: { Type: 'AWS::Lambda::Function', Properties: {} },
      SendRole: roleOf({}, { logGroup: 'Logs', websocketApi: 'Api', stage: 'prod' }),
    },
    Outputs: {},
  } as unknown as Template;
  template.Resources.GatewayRole = gatewayRole('corechat-prod-');
  placeInVpc(template, vpc, 'corechat-prod-');
  return template.Resources;
}

test('functions get the subnets, and roles what Lambda needs for them', () => {
  const { Send, SendRole, GatewayRole } = place(VPC);
  expect(Send?.Properties.VpcConfig).toEqual({
    SubnetIds: VPC.subnets,
    SecurityGroupIds: VPC.securityGroups,
  });
  const [grants, interfaces] = (SendRole?.Properties.Policies ?? []) as {
    PolicyDocument: { Statement: object[] };
  }[];
  expect(JSON.stringify(grants)).not.toContain('ec2:');
  const [allowed, denied] = (interfaces?.PolicyDocument.Statement ?? []) as Record<string, unknown>[];
  expect(allowed).toMatchObject({
    Effect: 'Allow',
    Action: expect.arrayContaining(['ec2:CreateNetworkInterface']),
  });
  // The gateways' role makes no network interfaces.
  expect(JSON.stringify(GatewayRole)).not.toContain('ec2:');
  // Lambda itself is no source function; the code that runs in one is.
  expect(denied).toMatchObject({ Effect: 'Deny', Action: allowed?.Action });
  expect(JSON.stringify(denied?.Condition)).toContain('lambda:SourceFunctionArn');
  expect(JSON.stringify(denied?.Condition)).toContain('function:corechat-prod-*');
});

test('endpoints are created where the setting names them', () => {
  const endpointsOf = (vpc: Vpc) =>
    Object.values(place(vpc))
      .filter(({ Type }) => Type === 'AWS::EC2::VPCEndpoint')
      .map(({ Properties }) => [
        Properties.VpcEndpointType,
        JSON.stringify(Properties.ServiceName).match(/\.(\w+)"/)?.[1],
      ]);
  expect(endpointsOf(VPC)).toEqual([]);
  const endpoints = { vpc: 'vpc-0a', routeTables: ['rtb-0a'] };
  const free = [
    ['Gateway', 'dynamodb'],
    ['Gateway', 's3'],
  ];
  expect(endpointsOf({ ...VPC, endpoints: { ...endpoints, interfaces: [] } })).toEqual(free);
  expect(endpointsOf({ ...VPC, endpoints: { ...endpoints, interfaces: ['secretsmanager'] } })).toEqual([
    ...free,
    ['Interface', 'secretsmanager'],
  ]);
});
