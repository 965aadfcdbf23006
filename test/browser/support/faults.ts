/** Faults that a page logs: errors in its console, exceptions, policy violations, failed requests. */
import type { BrowserContext, Page } from 'playwright-core';

export interface Faults {
  /** These are part of the test. @param pattern of the fault's line, see the messages below */
  expect(pattern: RegExp): void;
  /** @throws Error listing every fault that was not announced */
  verify(): void;
}

/** A request that the page aborted, by a navigation or its time-out. */
const GIVEN_UP = 'net::ERR_ABORTED';

const VIOLATION = 'corechatPolicyViolation';

function watchPage(page: Page, report: (line: string) => void): void {
  page.on('pageerror', (error) => report(`exception: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    // A policy that only reports, or a header that the browser does not know, is a warning.
    const isFault =
      message.type() === 'error' || /Content[ -]Security[ -]Policy|Permissions-Policy/i.test(message.text());
    if (isFault) report(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('crash', () => report('crash: the page crashed'));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    if (reason !== GIVEN_UP) report(`request: ${request.method()} ${request.url()} ${reason}`);
  });
}

/** Watches every page of the context, from before its first line runs. */
export async function watchFaults(context: BrowserContext): Promise<Faults> {
  const lines: string[] = [];
  const announced: RegExp[] = [];
  const report = (line: string) => lines.push(line);
  await context.exposeBinding(VIOLATION, (_source, text: string) => report(`policy: ${text}`));
  await context.addInitScript((name) => {
    addEventListener(
      'securitypolicyviolation',
      ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) => {
        const tell = (globalThis as unknown as Record<string, (text: string) => void>)[name];
        tell?.(`${effectiveDirective} blocked ${blockedURI} at ${sourceFile}:${lineNumber}`);
      },
    );
  }, VIOLATION);
  context.on('page', (page) => watchPage(page, report));
  return {
    expect: (pattern) => announced.push(pattern),
    verify: () => {
      const unexpected = lines.filter((line) => !announced.some((pattern) => pattern.test(line)));
      if (unexpected.length > 0) throw new Error(`The page complained:\n  ${unexpected.join('\n  ')}`);
    },
  };
}
