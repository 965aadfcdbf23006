/**
 * The setting `edge`: CloudFront in front of the web app, the HTTP API and the WebSocket API, at one address, with a firewall where it is
 * asked for. Functions serve only what comes through it (lib/http/edge.ts, docs/decisions/029-the-edge-proves-itself.md).
 */
import * as v from 'valibot';
import { firewall } from './firewall.ts';
import { host, parts } from './setting-parts.ts';
import type { CloudFormationResource, Template } from './template.ts';

const WEB_ACL = /^arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/;
const FIREWALL_RULE = 'must be true, false or the ARN of a web ACL for CloudFront';

const object = parts({
  domain: v.optional(host),
  certificate: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
        'must be the ARN of a certificate for the domain, in us-east-1',
      ),
    ),
  ),
  /** Route 53; without one the records are made elsewhere */
  hostedZone: v.optional(v.pipe(v.string(), v.regex(/^Z[A-Z0-9]+$/, 'must be an id such as Z0123456789'))),
  firewall: v.optional(
    v.union([v.boolean(), v.pipe(v.string(), v.regex(WEB_ACL, FIREWALL_RULE))], FIREWALL_RULE),
    false,
  ),
});

export type Edge = v.InferOutput<typeof object>;

const complete = v.pipe(
  object,
  v.check(
    ({ domain, certificate }) => (domain === undefined) === (certificate === undefined),
    'needs both domain and certificate, or neither',
  ),
  v.check(({ domain, hostedZone }) => domain !== undefined || !hostedZone, 'has a hostedZone, but no domain'),
);

const withDefaults = v.pipe(
  v.literal(true),
  v.transform((): Edge => ({ firewall: false })),
);

/** `true` is an edge without a domain and a firewall. */
export const EDGE_SCHEMA: v.GenericSchema<unknown, Edge> = v.lazy((input): v.GenericSchema<unknown, Edge> => {
  return (input === true ? withDefaults : complete) as v.GenericSchema<unknown, Edge>;
});

const ID = 'EdgeDistribution';

/** In deploy/edge-keys.ts, which writes it. CloudFormation resolves the reference; the template holds no key. */
const sentKey = (stage: string): string =>
  `{{resolve:secretsmanager:corechat/${stage}/edge:SecretString:EDGE_SENT}}`;

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
const CACHE = {
  nothing: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  /** as long as the answer's Cache-Control says */
  asTold: '658327ea-f89d-4fab-a63d-7e88639e58f6',
};

/** AllViewerExceptHostHeader: API Gateway finds its API by the Host. */
const FORWARDED = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

/** Of CloudFront, in Route 53. */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

/** No policy of CloudFront forwards the client's address together with all other headers but the Host. */
const TELL_ADDRESS = `function handler(event) {
  event.request.headers['x-corechat-viewer'] = { value: event.viewer.ip };
  return event.request;
}
`;

const addressFunction = (stage: string): CloudFormationResource => ({
  Type: 'AWS::CloudFront::Function',
  Properties: {
    Name: `corechat-${stage}-viewer`,
    AutoPublish: true,
    FunctionCode: TELL_ADDRESS,
    FunctionConfig: { Comment: 'Tells functions the address of the client', Runtime: 'cloudfront-js-2.0' },
  },
});

const origin = (Id: string, api: string, stage: string) => ({
  Id,
  DomainName: { 'Fn::Sub': `\${${api}}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}` },
  CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
  OriginCustomHeaders: [{ HeaderName: 'x-corechat-edge', HeaderValue: sentKey(stage) }],
});

const ALL_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];

const forwarding = (TargetOriginId: string) => ({
  TargetOriginId,
  ViewerProtocolPolicy: 'redirect-to-https',
  AllowedMethods: ALL_METHODS,
  CachePolicyId: CACHE.nothing,
  OriginRequestPolicyId: FORWARDED,
});

function distribution(edge: Edge, stage: string): CloudFormationResource {
  const { domain, certificate, firewall: choice } = edge;
  const webAcl = choice === true ? { 'Fn::GetAtt': ['EdgeFirewall', 'Arn'] } : choice || undefined;
  return {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        Enabled: true,
        Comment: `corechat-${stage}`,
        HttpVersion: 'http2and3',
        IPV6Enabled: true,
        Origins: [origin('http', 'HttpApi', stage), origin('websocket', 'WebsocketsApi', stage)],
        DefaultCacheBehavior: {
          ...forwarding('http'),
          FunctionAssociations: [
            {
              EventType: 'viewer-request',
              FunctionARN: { 'Fn::GetAtt': ['EdgeViewerFunction', 'FunctionARN'] },
            },
          ],
        },
        CacheBehaviors: [
          // Files whose names hold a hash of their content: after the first request of a place no function is called for them.
          {
            PathPattern: '/app/*',
            TargetOriginId: 'http',
            ViewerProtocolPolicy: 'redirect-to-https',
            Compress: true,
            CachePolicyId: CACHE.asTold,
          },
          // A WebSocket API answers at its stage's name alone.
          { PathPattern: `/${stage}`, ...forwarding('websocket'), ViewerProtocolPolicy: 'https-only' },
        ],
        ...(webAcl ? { WebACLId: webAcl } : {}),
        ...(domain
          ? {
              Aliases: [domain],
              ViewerCertificate: {
                AcmCertificateArn: certificate,
                MinimumProtocolVersion: 'TLSv1.2_2021',
                SslSupportMethod: 'sni-only',
              },
            }
          : {}),
      },
    },
  };
}

const record = (Name: string, HostedZoneId: string, Type: 'A' | 'AAAA'): CloudFormationResource => ({
  Type: 'AWS::Route53::RecordSet',
  Properties: {
    HostedZoneId,
    Name,
    Type,
    AliasTarget: { DNSName: { 'Fn::GetAtt': [ID, 'DomainName'] }, HostedZoneId: CLOUDFRONT_ZONE },
  },
});

/** What clients ask, without its scheme: the domain, or the name that CloudFront gives. */
export const edgeHost = ({ domain }: Edge): string => domain ?? `\${${ID}.DomainName}`;

const url = (edge: Edge, scheme: string, path = '') => {
  const text = `${scheme}://${edgeHost(edge)}${path}`;
  return edge.domain ? text : { 'Fn::Sub': text };
};

export const edgeUrl = (edge: Edge) => url(edge, 'https');
export const edgeSocketUrl = (edge: Edge, stage: string) => url(edge, 'wss', `/${stage}`);

export function addEdge({ Resources, Outputs }: Template, edge: Edge, stage: string): void {
  Resources.EdgeViewerFunction = addressFunction(stage);
  if (edge.firewall === true) Resources.EdgeFirewall = firewall(stage);
  Resources[ID] = distribution(edge, stage);
  const { domain, hostedZone } = edge;
  if (domain && hostedZone) {
    Resources.EdgeRecord = record(domain, hostedZone, 'A');
    Resources.EdgeRecordIpv6 = record(domain, hostedZone, 'AAAA');
  }
  Outputs.EdgeDistribution = { Description: 'Id of the distribution', Value: { Ref: ID } };
  Outputs.EdgeAddress = {
    Description: 'What the domain, if there is one, must be an alias for',
    Value: { 'Fn::GetAtt': [ID, 'DomainName'] },
  };
}
