/** Texts that would run if they were parsed as markup, and a canary that reports whether one did. */
import type { BrowserContext } from 'playwright-core';

const CALL = 'corechatCanary()';

/** Each runs in a page that parses it as HTML, as hostile-markup.test.ts shows. */
export const SELF_STARTING: readonly string[] = [
  `<script>${CALL}</script>`,
  `<img src=x onerror=${CALL}>`,
  `"><svg onload=${CALL}>`,
  `<svg><script>${CALL}</script></svg>`,
  `<svg><animate onbegin=${CALL} attributeName=x dur=1s></svg>`,
  `<details open ontoggle=${CALL}>`,
  `<input autofocus onfocus=${CALL}>`,
  `<iframe srcdoc="<script>parent.${CALL}</script>"></iframe>`,
  `<iframe src="javascript:parent.${CALL}"></iframe>`,
  `<p title="</p><img src=x onerror=${CALL}>"><noscript><p title="</noscript><img src=x onerror=${CALL}>">`,
  `<video><source onerror=${CALL}></video>`,
];

/** These need a click, a template, or a followed link to run. */
export const WAITING: readonly string[] = [
  `javascript:${CALL}`,
  `JaVaScRiPt:${CALL}//https://example.org`,
  `[click](javascript:${CALL})`,
  `<a href="javascript:${CALL}">click</a>`,
  `data:text/html,<script>opener.${CALL}</script>`,
  `https://example.org/"onmouseover="${CALL}`,
  `https://example.org/<img src=x onerror=${CALL}>`,
  `{{constructor.constructor('${CALL}')()}}`,
  `\${${CALL}} #{${CALL}} <%= ${CALL} %>`,
  `<link rel=stylesheet href=https://evil.example/x.css>`,
  `<meta http-equiv=refresh content="0;url=https://evil.example/">`,
  '<base href=https://evil.example/>',
];

export const PAYLOADS = [...SELF_STARTING, ...WAITING];

export interface Canary {
  /** scripts that ran, pages that opened, requests to another site */
  heard: string[];
}

/** Listens in every page of the context, from before its first line runs. */
export async function listenForScripts(context: BrowserContext, home: string): Promise<Canary> {
  const heard: string[] = [];
  await context.exposeBinding('corechatCanary', ({ frame }) => heard.push(`ran in ${frame.url()}`));
  context.on('page', (page) => {
    page.on('dialog', (dialog) => {
      heard.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('popup', (popup) => heard.push(`a window: ${popup.url()}`));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (/^https?:$/.test(protocol) && origin !== home) heard.push(`asked ${request.url()}`);
    });
  });
  return { heard };
}
