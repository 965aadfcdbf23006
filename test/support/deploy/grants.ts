import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Grants } from '../../../deploy/roles.ts';

const TEMPLATE = join(import.meta.dirname, '../../../serverless.yml');

interface DeployedFunction {
  handler: string;
  grants?: Grants;
}

/** What serverless.yml grants, by function: messages/send. */
export function readGrants(): Record<string, Grants> {
  const { functions }: { functions: Record<string, DeployedFunction> } = parse(
    readFileSync(TEMPLATE, 'utf8'),
  );
  return Object.fromEntries(
    Object.values(functions).map(({ handler, grants = {} }) => [
      handler.replace(/^functions\/(.*)\.handler$/, '$1'),
      grants,
    ]),
  );
}
