import { afterEach, expect, test, vi } from 'vitest';
import { type Domain, domainTemplate, mapDomain } from '../../../deploy/domain.ts';
import { addressOf } from '../../../deploy/emulator.ts';
import type { Template } from '../../../deploy/template.ts';

const DOMAIN: Domain = {
  http: 'chat.example.org',
  websocket: 'ws.example.org',
  certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b',
};

afterEach(() => vi.unstubAllEnvs());

test('the names are resources of their own stack, with the targets of their records', () => {
  const { Resources, Outputs } = domainTemplate(DOMAIN);
  expect(Object.keys(Resources)).toEqual(['HttpDomain', 'WebsocketDomain']);
  expect(Outputs.HttpTarget).toEqual({
    Description: 'chat.example.org',
    Value: { 'Fn::GetAtt': ['HttpDomain', 'RegionalDomainName'] },
  });
});

test('with a hosted zone the stack makes the records', () => {
  const { Resources } = domainTemplate({ ...DOMAIN, hostedZone: 'Z0123' });
  expect(Resources.WebsocketRecord?.Properties).toMatchObject({
    HostedZoneId: 'Z0123',
    Name: 'ws.example.org',
    AliasTarget: { DNSName: { 'Fn::GetAtt': ['WebsocketDomain', 'RegionalDomainName'] } },
  });
});

test('both APIs are mapped by name, and only the HTTP API closes its own address', () => {
  const api = (ProtocolType: string) => ({ Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType } });
  const Resources = { HttpApi: api('HTTP'), WebsocketsApi: api('WEBSOCKET') };
  const template = { Resources, Outputs: {} } as Template;
  mapDomain(template, DOMAIN);
  const { HttpApi, WebsocketsApi, HttpMapping, WebsocketMapping } = template.Resources;
  expect(HttpMapping?.Properties).toEqual({
    DomainName: 'chat.example.org',
    ApiId: { Ref: 'HttpApi' },
    Stage: { Ref: 'HttpApiStage' },
  });
  expect(WebsocketMapping?.Properties).toMatchObject({
    DomainName: 'ws.example.org',
    ApiId: { Ref: 'WebsocketsApi' },
  });
  expect(HttpApi?.Properties.DisableExecuteApiEndpoint).toBe(true);
  expect(WebsocketsApi?.Properties).not.toHaveProperty('DisableExecuteApiEndpoint');
});

test('an emulator answers for the names at its own scheme and port', () => {
  vi.stubEnv('AWS_ENDPOINT_URL', '');
  expect(addressOf('ws.example.org', 'wss')).toBe('wss://ws.example.org');
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://localhost:4566');
  expect(addressOf('ws.example.org', 'wss')).toBe('ws://ws.example.org:4566');
  expect(addressOf('chat.example.org', 'https')).toBe('http://chat.example.org:4566');
});
