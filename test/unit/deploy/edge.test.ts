import * as v from 'valibot';
import { expect, test } from 'vitest';
import { unknownTypes } from '../../../deploy/deployer-policy.ts';
import { addEdge, EDGE_SCHEMA, type Edge, edgeSocketUrl, edgeUrl } from '../../../deploy/edge.ts';
import { nextEdgeKeys } from '../../../deploy/edge-keys.ts';
import { withEdgeSecret } from '../../../deploy/roles.ts';
import { askAt, type Template } from '../../../deploy/template.ts';

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b';
const NAMED = { domain: 'chat.example.org', certificate: CERTIFICATE, hostedZone: 'Z0123', firewall: true };

function stackWith(edge: Edge): Template {
  const template: Template = { Resources: {}, Outputs: {} };
  addEdge(template, edge, 'prod');
  return template;
}

interface Behavior {
  PathPattern: string;
  TargetOriginId: string;
  CachePolicyId: string;
  FunctionAssociations?: object[];
}

interface Config {
  Aliases?: string[];
  WebACLId?: unknown;
  Origins: { OriginCustomHeaders: { HeaderValue: string }[] }[];
  DefaultCacheBehavior: Behavior;
  CacheBehaviors: Behavior[];
}
const configOf = ({ Resources }: Template) =>
  Resources.EdgeDistribution?.Properties.DistributionConfig as Config;

const messages = (edge: unknown) =>
  v.safeParse(EDGE_SCHEMA, edge).issues?.map(({ message }) => message) ?? [];

test('true is an edge without a domain and a firewall', () => {
  expect(v.parse(EDGE_SCHEMA, true)).toEqual({ firewall: false });
  const { Resources } = stackWith(v.parse(EDGE_SCHEMA, true));
  expect(Object.keys(Resources)).toEqual(['EdgeViewerFunction', 'EdgeDistribution']);
  expect(configOf(stackWith({ firewall: false }))).not.toHaveProperty('Aliases');
});

test.each([
  [{ domain: 'chat.example.org' }, 'needs both domain and certificate, or neither'],
  [{ hostedZone: 'Z0123' }, 'has a hostedZone, but no domain'],
  [
    { ...NAMED, certificate: CERTIFICATE.replace('us-east-1', 'eu-west-1') },
    'must be the ARN of a certificate for the domain, in us-east-1',
  ],
  [{ firewall: 'yes' }, 'must be true, false or the ARN of a web ACL for CloudFront'],
  [{ waf: true }, 'is unknown: there are domain, certificate, hostedZone, firewall'],
])('%j is refused', (edge, message) => {
  expect(messages(edge)).toContain(message);
});

test('only hashed files are kept, and only requests to the HTTP API bring an address', () => {
  const { DefaultCacheBehavior, CacheBehaviors } = configOf(stackWith({ firewall: false }));
  const [kept, sockets, ...more] = CacheBehaviors;
  const isKept = ({ CachePolicyId }: Behavior) => CachePolicyId !== '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
  expect(more).toEqual([]);
  expect([kept?.PathPattern, kept && isKept(kept)]).toEqual(['/app/*', true]);
  expect([sockets?.PathPattern, sockets?.TargetOriginId, sockets && isKept(sockets)]).toEqual([
    '/prod',
    'websocket',
    false,
  ]);
  expect(isKept(DefaultCacheBehavior)).toBe(false);
  expect(DefaultCacheBehavior.FunctionAssociations).toHaveLength(1);
});

test('the key is a reference, at both origins', () => {
  const { Origins } = configOf(stackWith({ firewall: false }));
  expect(Origins.flatMap(({ OriginCustomHeaders }) => OriginCustomHeaders)).toEqual(
    Array.from({ length: 2 }, () => ({
      HeaderName: 'x-corechat-edge',
      HeaderValue: '{{resolve:secretsmanager:corechat/prod/edge:SecretString:EDGE_SENT}}',
    })),
  );
});

test('the firewall is the stack’s, or one that is named', () => {
  const own = stackWith(v.parse(EDGE_SCHEMA, NAMED));
  expect(configOf(own).WebACLId).toEqual({ 'Fn::GetAtt': ['EdgeFirewall', 'Arn'] });
  const arn = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/ours/0a1b';
  const named = stackWith(v.parse(EDGE_SCHEMA, { firewall: arn }));
  expect([configOf(named).WebACLId, named.Resources.EdgeFirewall]).toEqual([arn, undefined]);
});

test('no rule of the firewall blocks for what people write', () => {
  interface Rule {
    Statement: { ManagedRuleGroupStatement?: { RuleActionOverrides: object[] } };
  }
  const { EdgeFirewall } = stackWith(v.parse(EDGE_SCHEMA, NAMED)).Resources;
  const counted = ((EdgeFirewall?.Properties.Rules ?? []) as Rule[]).flatMap(
    ({ Statement }) => Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? [],
  );
  expect(counted.length).toBeGreaterThan(5);
  for (const rule of counted) {
    expect(rule).toMatchObject({ Name: expect.stringMatching(/_BODY$/), ActionToUse: { Count: {} } });
  }
});

test('a deployer with the printed policy may make every type of resource', () => {
  expect(unknownTypes(stackWith(v.parse(EDGE_SCHEMA, NAMED)))).toEqual([]);
});

test('clients, tickets and the canary use its address', () => {
  expect([edgeUrl(NAMED), edgeSocketUrl(NAMED, 'prod')]).toEqual([
    'https://chat.example.org',
    'wss://chat.example.org/prod',
  ]);
  expect(edgeSocketUrl({ firewall: false }, 'prod')).toEqual({
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as CloudFormation spells it
    'Fn::Sub': 'wss://${EdgeDistribution.DomainName}/prod',
  });
  const Variables: Record<string, unknown> = { API_URL: 'own' };
  const Resources = { Canary: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables } } } };
  askAt({ Resources, Outputs: {} }, edgeUrl(NAMED));
  expect(Variables.API_URL).toBe('https://chat.example.org');
});

test('functions that people reach read the keys', () => {
  const grantsOf = (event: object) =>
    withEdgeSecret({ handler: '', grants: { secrets: ['log'] }, events: [event] });
  expect(grantsOf({ httpApi: '*' })).toEqual({ secrets: ['log', 'edge'] });
  expect(grantsOf({ websocket: '$connect' })).toEqual({ secrets: ['log', 'edge'] });
  expect(grantsOf({ websocket: { route: 'ping' } })).toEqual({ secrets: ['log'] });
  expect(withEdgeSecret({ handler: '' })).toEqual({});
});

test('a rotation has three steps, and the sent key is valid in each', () => {
  let keys = { valid: ['old'], sent: 'old' };
  const steps = Array.from({ length: 3 }, () => {
    const next = nextEdgeKeys(keys);
    keys = next.keys;
    expect(keys.valid).toContain(keys.sent);
    return [next.step, keys.valid.length, keys.sent === 'old'];
  });
  expect(steps).toEqual([
    ['announce', 2, true],
    ['promote', 2, false],
    ['retire', 1, false],
  ]);
});
