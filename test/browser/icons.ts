/** `npm run icons`: draws the icons of the installed web app from its favicon, into clients/web/src/assets/icons/. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from './support/chromium.ts';

const ASSETS = join(import.meta.dirname, '../../clients/web/src/assets');
const FOLDER = join(ASSETS, 'icons');

/** The page's colour by day. Home screens show no transparency. */
const PAPER = '#f4f1ea';

interface Icon {
  name: string;
  size: number;
  /** part of the width that the mark takes: systems cut circles out of maskable icons, up to a tenth from each side */
  scale: number;
  background?: string;
  /** Android colours the shape of a badge itself */
  shape?: boolean;
}

const ICONS: Icon[] = [
  { name: 'icon-192', size: 192, scale: 0.94 },
  { name: 'icon-512', size: 512, scale: 0.94 },
  { name: 'maskable-192', size: 192, scale: 0.58, background: PAPER },
  { name: 'maskable-512', size: 512, scale: 0.58, background: PAPER },
  { name: 'apple-touch-icon', size: 180, scale: 0.68, background: PAPER },
  { name: 'badge-96', size: 96, scale: 0.94, shape: true },
];

const MARK = readFileSync(join(ASSETS, 'favicon.svg'), 'utf8');

/** The bubble in white, with its core cut out. */
const asShape = (svg: string): string =>
  svg
    .replace(/<circle[^>]*cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"\/>/, (_, x, y, r) => {
      const hole = `<circle fill="#000" cx="${x}" cy="${y}" r="${r}"/>`;
      return `<mask id="m"><rect width="32" height="32" fill="#fff"/>${hole}</mask>`;
    })
    .replace(/<path fill="[^"]*"/, '<path mask="url(#m)" fill="#fff"');

async function draw(browser: Browser, { name, size, scale, background, shape }: Icon): Promise<void> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const style = `margin:0;height:100vh;display:grid;place-items:center;background:${background ?? 'transparent'}`;
  const svg = (shape ? asShape(MARK) : MARK).replace('<svg ', `<svg width="${size * scale}" `);
  await page.setContent(`<body style="${style}">${svg}`);
  await page.screenshot({ path: join(FOLDER, `${name}.png`), omitBackground: true });
  await page.close();
  console.log(`${name}.png`);
}

mkdirSync(FOLDER, { recursive: true });
const browser = await launchChromium();
try {
  for (const icon of ICONS) await draw(browser, icon);
} finally {
  await browser.close();
}
