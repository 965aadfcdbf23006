/** What outlives the stack. */
import type { Template } from './template.ts';

const HOLDS_DATA = new Set(['AWS::DynamoDB::Table']);

/**
 * A removal and a replacement leave the table in place. A first deployment that fails does not: the next one would find its
 * tables' names taken.
 */
export function retainData({ Resources }: Template, keep: boolean): void {
  for (const resource of Object.values(Resources)) {
    if (!HOLDS_DATA.has(resource.Type)) continue;
    resource.DeletionPolicy = keep ? 'RetainExceptOnCreate' : 'Delete';
    resource.UpdateReplacePolicy = keep ? 'Retain' : 'Delete';
    resource.Properties.DeletionProtectionEnabled = keep;
  }
}
