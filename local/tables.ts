/** The DynamoDB tables of resources/tables.yml. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';
import { ROOT } from './root.ts';

interface Resource {
  Type: string;
  Properties: CreateTableCommandInput;
}

/**
 * @param prefix of the table names, instead of the deployed `corechat-<stage>`
 * @returns the definitions without backups, encryption and time to live, which only AWS has
 */
export function readTables(prefix: string): CreateTableCommandInput[] {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the Serverless Framework
  const deployedPrefix = 'corechat-${sls:stage}';
  const source = readFileSync(join(ROOT, 'resources/tables.yml'), 'utf8');
  const { Resources } = parse(source.replaceAll(deployedPrefix, prefix));
  return Object.values(Resources as Record<string, Resource>)
    .filter(({ Type }) => Type === 'AWS::DynamoDB::Table')
    .map(({ Properties: { TableName, BillingMode, AttributeDefinitions, KeySchema } }) => ({
      TableName,
      BillingMode,
      AttributeDefinitions,
      KeySchema,
    }));
}
