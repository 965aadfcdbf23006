/** events/: `<function>.json` succeeds, `<function>.<status>-<why>.json` fails with that status. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FunctionName, routes } from '../lib/routes.ts';

export interface SampleEvent {
  /** path below events/, without .json */
  name: string;
  /** folder/file of the function below functions/ */
  functionName: string;
  expectedStatus: number;
}

export function listSampleEvents(root: string): SampleEvent[] {
  return readdirSync(join(root, 'events'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => toSampleEvent(file.replaceAll('\\', '/').replace(/\.json$/, '')))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toSampleEvent(name: string): SampleEvent {
  const [functionName = '', failure] = name.split('.');
  const expectedStatus = failure
    ? Number.parseInt(failure, 10)
    : routes[functionName as FunctionName]?.success;
  return { name, functionName, expectedStatus };
}
