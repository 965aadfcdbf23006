/** A function of the stack brings the database up to date before any other function changes (ADR 022). */
import { createHash } from 'node:crypto';
import type { Template } from './template.ts';

/** Longer than the function runs, which answers in any case that it can foresee; by default CloudFormation waits for an hour. */
const SERVICE_TIMEOUT_SECONDS = 960;

/**
 * Each deployment of another schema function, or of another configuration, has a resource of another name: CloudFormation creates it,
 * which runs the function, and deletes the one before. A rollback only deletes, so it needs no database that answers.
 * @param functionId logical id of the function
 * @param digest of its code
 */
export function runSchemaFirst(template: Template, functionId: string, digest: string): void {
  const { Resources } = template;
  const environment = JSON.stringify(Resources[functionId]?.Properties.Environment);
  const build = createHash('sha256').update(digest).update(environment).digest('hex').slice(0, 12);
  const id = `Schema${build}`;
  for (const [other, resource] of Object.entries(Resources)) {
    if (resource.Type !== 'AWS::Lambda::Function' || other === functionId) continue;
    resource.DependsOn = [...[resource.DependsOn ?? []].flat(), id];
  }
  Resources[id] = {
    Type: 'Custom::Schema',
    Properties: {
      ServiceToken: { 'Fn::GetAtt': [functionId, 'Arn'] },
      ServiceTimeout: SERVICE_TIMEOUT_SECONDS,
    },
  };
}
