/**
 * events/: `<function>.json` succeeds, `<function>.<status>-<why>.json` fails with that status. An error frame of a
 * WebSocket counts as the status that its code has over HTTP.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Route, routes } from '../lib/routes.ts';

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
  // A WebSocket function has no HTTP route; its success is 200.
  const route = (routes as Record<string, Route>)[functionName];
  const expectedStatus = failure ? Number.parseInt(failure, 10) : (route?.success ?? 200);
  return { name, functionName, expectedStatus };
}
