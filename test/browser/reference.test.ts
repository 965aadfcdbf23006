/** The page at /docs: Swagger UI under a policy that allows nothing inline. */
import { expect } from 'vitest';
import { test } from './support/visitors.ts';

test('it shows every route, its examples and its problems, and tries one out', async ({ visit }) => {
  const { page } = await visit();
  const answer = await page.goto('/docs');
  expect(answer?.headers()['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
  await page.locator('.opblock').first().waitFor();
  const { paths } = await (await page.request.get('/openapi.json')).json();
  const routes = Object.values<object>(paths).flatMap((methods) => Object.keys(methods));
  await expect.poll(() => page.locator('.opblock').count()).toBe(routes.length);

  const send = page.locator('#operations-Messages-messages-send');
  await send.locator('.opblock-summary-control').click();
  await send.getByText('client_id_conflict', { exact: true }).first().waitFor();
  await send.getByText('"Hello Bob!"').first().waitFor();

  const health = page.locator('#operations-System-system-health');
  await health.locator('.opblock-summary-control').click();
  await health.getByRole('button', { name: 'Try it out' }).click();
  await health.getByRole('button', { name: 'Execute' }).click();
  await health.locator('.live-responses-table').getByText('latency_ms').first().waitFor();
});

test('sends no request to another host', async ({ visit }) => {
  const { page } = await visit();
  const origins = new Set<string>();
  page.on('request', (request) => origins.add(new URL(request.url()).protocol + new URL(request.url()).host));
  await page.goto('/docs');
  await page.locator('.opblock').first().waitFor();
  const { protocol, host } = new URL(page.url());
  expect([...origins].filter((origin) => !origin.startsWith('data:'))).toEqual([protocol + host]);
});
