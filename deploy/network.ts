/** Functions in a VPC: what the stack takes for it. docs/network.md describes the routes that they need, and what those cost. */
import * as v from 'valibot';
import { parts } from './setting-parts.ts';
import type { Template } from './template.ts';

const idOf = (prefix: string, example: string) =>
  v.pipe(v.string(), v.regex(new RegExp(`^${prefix}-[0-9a-f]+$`), `must be ids such as ${example}`));

const subnet = idOf('subnet', 'subnet-0a1b2c3d');
const securityGroup = idOf('sg', 'sg-0a1b2c3d');

/** With a network interface in each subnet, by the hour. The gateway endpoints, of DynamoDB and S3, cost nothing. */
const INTERFACES = ['secretsmanager', 'sqs'] as const;

export const VPC_SCHEMA = parts({
  subnets: v.pipe(v.array(subnet), v.minLength(1, 'must name a subnet')),
  securityGroups: v.pipe(v.array(securityGroup), v.minLength(1, 'must name a security group')),
  endpoints: v.optional(
    parts({
      vpc: idOf('vpc', 'vpc-0a1b2c3d'),
      routeTables: v.pipe(v.array(idOf('rtb', 'rtb-0a1b2c3d')), v.minLength(1, 'must name a route table')),
      interfaces: v.optional(v.array(v.picklist(INTERFACES, `must be some of ${INTERFACES.join(', ')}`)), []),
    }),
  ),
});

export type Vpc = v.InferOutput<typeof VPC_SCHEMA>;

/** What Lambda does with a function's role. These actions take no narrower resource. */
const INTERFACE_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lambda makes network interfaces with the function's own role; the function's code is kept from doing the same.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
const interfaceStatements = (functionNamePrefix: string) => [
  { Effect: 'Allow', Action: INTERFACE_ACTIONS, Resource: '*' },
  {
    Effect: 'Deny',
    Action: INTERFACE_ACTIONS,
    Resource: '*',
    Condition: {
      ArnLike: {
        'lambda:SourceFunctionArn': {
          'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${functionNamePrefix}*`,
        },
      },
    },
  },
];

const ofType = ({ Resources }: Template, type: string) =>
  Object.values(Resources).filter(({ Type }) => Type === type);

/** @param functionNamePrefix what the names of the stage's functions begin with */
export function placeInVpc(template: Template, vpc: Vpc, functionNamePrefix: string): void {
  const { subnets, securityGroups, endpoints } = vpc;
  for (const { Properties } of ofType(template, 'AWS::Lambda::Function')) {
    Properties.VpcConfig = { SubnetIds: subnets, SecurityGroupIds: securityGroups };
  }
  for (const { Properties } of ofType(template, 'AWS::IAM::Role')) {
    if (!JSON.stringify(Properties.AssumeRolePolicyDocument).includes('lambda.amazonaws.com')) continue;
    const Policies = (Properties.Policies ?? []) as object[];
    const PolicyDocument = { Version: '2012-10-17', Statement: interfaceStatements(functionNamePrefix) };
    Properties.Policies = [...Policies, { PolicyName: 'network-interfaces', PolicyDocument }];
  }
  if (endpoints) addEndpoints(template, vpc, endpoints);
}

const serviceName = (name: string) => ({ 'Fn::Sub': `com.amazonaws.\${AWS::Region}.${name}` });

function addEndpoints(
  { Resources }: Template,
  { subnets, securityGroups }: Vpc,
  { vpc, routeTables, interfaces }: NonNullable<Vpc['endpoints']>,
): void {
  for (const [id, name] of [
    ['DynamodbEndpoint', 'dynamodb'],
    ['S3Endpoint', 's3'],
  ] as const) {
    Resources[id] = {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        VpcId: vpc,
        VpcEndpointType: 'Gateway',
        ServiceName: serviceName(name),
        RouteTableIds: routeTables,
      },
    };
  }
  for (const name of interfaces) {
    Resources[`${name === 'sqs' ? 'Sqs' : 'SecretsManager'}Endpoint`] = {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        VpcId: vpc,
        VpcEndpointType: 'Interface',
        ServiceName: serviceName(name),
        SubnetIds: subnets,
        SecurityGroupIds: securityGroups,
        PrivateDnsEnabled: true,
      },
    };
  }
}
