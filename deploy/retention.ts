/** What outlives the stack, and is protected from deletion. */
import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { clientOptions } from './aws.ts';
import type { CloudFormationResource, Template } from './template.ts';

const tablesOf = ({ Resources }: Template): [string, CloudFormationResource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table');

/**
 * A removal and a replacement leave the tables in place. A first deployment that fails does not: the next one would find the
 * names of its tables taken.
 */
export function retainData(template: Template, keep: boolean): void {
  for (const [, table] of tablesOf(template)) {
    table.DeletionPolicy = keep ? 'RetainExceptOnCreate' : 'Delete';
    table.UpdateReplacePolicy = keep ? 'Retain' : 'Delete';
    table.Properties.DeletionProtectionEnabled = keep;
  }
}

/** A protected table could not be deleted by the rollback of the deployment that makes it. */
export function protectOnlyExisting(template: Template, deployed: Template | undefined): void {
  for (const [id, { Properties }] of tablesOf(template)) {
    if (!deployed?.Resources[id]) Properties.DeletionProtectionEnabled = false;
  }
}

/** Call after a deployment has created the tables. The next deployment's template already has these settings. */
export async function protectTables(template: Template, region: string): Promise<void> {
  const client = new DynamoDBClient(clientOptions(region));
  for (const [, { Properties, DeletionPolicy }] of tablesOf(template)) {
    if (DeletionPolicy === 'Delete' || Properties.DeletionProtectionEnabled === true) continue;
    const TableName = String(Properties.TableName);
    await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
  }
}
