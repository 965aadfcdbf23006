/** The generated files and their texts, in the order of their dependencies. */
import type { Bundle } from '../build/functions.ts';
import { indexText } from './index-file.ts';
import { routeTableText } from './route-table.ts';

export type Output = [file: string, text: string];

/** Files that the other generators and the bundles import, in this order. */
export const foundations: (() => Promise<Output>)[] = [
  async () => {
    const { COMMON_PASSWORDS, commonPasswordsText } = await import('./accounts/common-passwords.ts');
    return [COMMON_PASSWORDS, commonPasswordsText()];
  },
  async () => ['generate/declarations.ts', indexText()],
  async () => {
    const { endpoints, sockets } = await import('./declarations.ts');
    return ['lib/route-table.ts', routeTableText(endpoints, sockets)];
  },
];

export async function derivatives(): Promise<Output[]> {
  const { endpoints, sockets } = await import('./declarations.ts');
  const { documentText } = await import('../openapi/document.ts');
  const authorization = await import('./authorization/document.ts');
  const { authorizationRows } = await import('./authorization/rows.ts');
  const degradation = await import('./degradation/document.ts');
  const { degradationRows } = await import('./degradation/rows.ts');
  const { generateProtocol } = await import('./sdk/protocol.ts');
  const { LIMITS, limitsText } = await import('./sdk/limits.ts');
  const { REQUESTS, requestsText } = await import('./sdk/requests.ts');
  const { copies } = await import('./copies.ts');
  const { EMOJI, emojiText } = await import('./web/emoji.ts');
  const { SCALING, scalingText } = await import('./functions/scaling.ts');
  const { endpointRows, limitRows, withTable } = await import('./tables.ts');
  return [
    ['openapi.json', documentText()],
    ['clients/sdk/src/protocol.ts', generateProtocol()],
    [REQUESTS, requestsText(endpoints)],
    [LIMITS, limitsText()],
    ...copies(),
    [EMOJI, emojiText()],
    [SCALING, scalingText()],
    ['docs/endpoints.md', withTable('docs/endpoints.md', endpointRows(endpoints))],
    ['docs/limits.md', withTable('docs/limits.md', limitRows(endpoints))],
    ['docs/authorization.md', authorization.toDocument(authorizationRows(endpoints))],
    ['docs/degradation.md', degradation.toDocument(degradationRows(endpoints, sockets))],
  ];
}

/** Files that derive from the functions' bundles. */
export async function measured(bundles: Bundle[]): Promise<Output[]> {
  const { BUDGETS, budgetsText } = await import('./functions/budgets.ts');
  const { DOCUMENT, functionsText } = await import('./functions/table.ts');
  return [
    [BUDGETS, budgetsText(bundles)],
    [DOCUMENT, functionsText(bundles)],
  ];
}
