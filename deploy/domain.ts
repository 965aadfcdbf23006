/** Custom domain names of a stage. They are a separate stack, which stays when the stage is removed (ADR 023). */
import * as v from 'valibot';
import { host, parts } from './setting-parts.ts';
import type { CloudFormationResource, Template } from './template.ts';

export const DOMAIN_SCHEMA = v.pipe(
  parts({
    /** of the HTTP API and the web app */
    http: host,
    /** API Gateway takes no HTTP API and WebSocket API at one name */
    websocket: host,
    certificate: v.pipe(
      v.string(),
      v.regex(
        /^arn:aws[\w-]*:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/,
        'must be the ARN of a certificate for both names, in the region of the stage',
      ),
    ),
    /** Route 53; without one the CNAME records are made elsewhere */
    hostedZone: v.optional(v.pipe(v.string(), v.regex(/^Z[A-Z0-9]+$/, 'must be an id such as Z0123456789'))),
  }),
  v.check(({ http, websocket }) => http !== websocket, 'http and websocket must be two names'),
);

export type Domain = v.InferOutput<typeof DOMAIN_SCHEMA>;

export const domainStackName = (stage: string): string => `corechat-${stage}-domain`;

const NAMES = [
  ['Http', 'http'],
  ['Websocket', 'websocket'],
] as const;

/** The stack of the names. Its outputs are what the names must be CNAMEs for. */
export function domainTemplate({ certificate, hostedZone, ...names }: Domain): Template {
  const template: Template = { Resources: {}, Outputs: {} };
  for (const [id, key] of NAMES) {
    const target = { 'Fn::GetAtt': [`${id}Domain`, 'RegionalDomainName'] };
    template.Resources[`${id}Domain`] = {
      Type: 'AWS::ApiGatewayV2::DomainName',
      Properties: {
        DomainName: names[key],
        DomainNameConfigurations: [
          { CertificateArn: certificate, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
        ],
      },
    };
    if (hostedZone) template.Resources[`${id}Record`] = recordOf(names[key], id, hostedZone);
    template.Outputs[`${id}Target`] = { Description: names[key], Value: target };
  }
  return template;
}

const recordOf = (Name: string, id: string, HostedZoneId: string): CloudFormationResource => ({
  Type: 'AWS::Route53::RecordSet',
  Properties: {
    HostedZoneId,
    Name,
    Type: 'A',
    AliasTarget: {
      DNSName: { 'Fn::GetAtt': [`${id}Domain`, 'RegionalDomainName'] },
      HostedZoneId: { 'Fn::GetAtt': [`${id}Domain`, 'RegionalHostedZoneId'] },
    },
  },
});

/**
 * Points the names at this stage's APIs. The HTTP API closes its own address. The WebSocket API's stays open, because functions reach open
 * sockets there, and a closed one refuses them (https://github.com/aws/aws-sdk-net/issues/1860). It admits only the holder of a ticket.
 */
export function mapDomain({ Resources }: Template, domain: Domain): void {
  const mapping = (DomainName: string, api: string, stage: string): CloudFormationResource => ({
    Type: 'AWS::ApiGatewayV2::ApiMapping',
    Properties: { DomainName, ApiId: { Ref: api }, Stage: { Ref: stage } },
  });
  Resources.HttpMapping = mapping(domain.http, 'HttpApi', 'HttpApiStage');
  Resources.WebsocketMapping = mapping(domain.websocket, 'WebsocketsApi', 'WebsocketsDeploymentStage');
  if (Resources.HttpApi) Resources.HttpApi.Properties.DisableExecuteApiEndpoint = true;
}
