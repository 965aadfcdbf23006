import { expect, test } from 'vitest';
import { allowPlainHttp, dropScan, retainFiles, uploadFrom } from '../../../deploy/files.ts';
import type { Template } from '../../../deploy/template.ts';

const template = (): Template =>
  ({
    Resources: {
      FilesBucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          CorsConfiguration: { CorsRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['PUT'] }] },
        },
      },
      FilesBucketPolicy: { Type: 'AWS::S3::BucketPolicy', Properties: {} },
    },
    Outputs: {},
  }) as unknown as Template;

test('pages at the web app’s address and at those that may call the API upload, no others', () => {
  const given = template();
  const url = { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] };
  uploadFrom(given, url, 'https://a.example.org, https://b.example.org');
  expect(given.Resources.FilesBucket?.Properties.CorsConfiguration).toEqual({
    CorsRules: [
      { AllowedOrigins: [url, 'https://a.example.org', 'https://b.example.org'], AllowedMethods: ['PUT'] },
    ],
  });
  expect(given.Outputs.FilesBucketName?.Value).toEqual({ Ref: 'FilesBucket' });
});

test('files outlive the stack where data is kept', () => {
  const given = template();
  retainFiles(given, true);
  expect(given.Resources.FilesBucket).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
  retainFiles(given, false);
  expect(given.Resources.FilesBucket).toMatchObject({
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
  });
});

test('an emulator without TLS gets no policy that asks for it', () => {
  const given = template();
  allowPlainHttp(given);
  expect(Object.keys(given.Resources)).toEqual(['FilesBucket']);
});

test('without a virus scan there is nothing that waits for its results', () => {
  const given = template();
  for (const id of ['ScanResultsRule', 'ScanQueuePolicy', 'ScanAlarm'])
    given.Resources[id] = { Type: 'AWS::Events::Rule', Properties: {} };
  dropScan(given);
  expect(Object.keys(given.Resources)).toEqual(['FilesBucket', 'FilesBucketPolicy']);
});
