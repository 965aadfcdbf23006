/** Files as people choose, paste and drop them. */
import type { Locator, Page } from 'playwright-core';
import { sunset } from '../../../local/demo/png.ts';

export interface TestFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export const picture = (name: string, width = 320, height = 200): TestFile => ({
  name,
  mimeType: 'image/png',
  buffer: sunset(width, height),
});

export const textFile = (name: string, text: string): TestFile => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
});

/** As the dialog of the button does. */
export const attach = (page: Page, ...files: TestFile[]): Promise<void> =>
  page.locator('input[type=file][multiple]').setInputFiles(files);

/** Pastes or drops a file. @returns whether the browser is left to do what it does by default */
export const offer = (page: Page, file: TestFile, how: 'paste' | 'drop', selector = 'textarea') =>
  page.evaluate(
    ([at, event, name, type, base64]) => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
      data.items.add(new File([bytes], name, { type }));
      const options = { bubbles: true, cancelable: true };
      const target = document.querySelector(at) as Element;
      if (event === 'paste')
        return target.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: data }));
      target.dispatchEvent(new DragEvent('dragover', { ...options, dataTransfer: data }));
      return target.dispatchEvent(new DragEvent('drop', { ...options, dataTransfer: data }));
    },
    [selector, how, file.name, file.mimeType, file.buffer.toString('base64')] as const,
  );

export const tray = (page: Page): Locator => page.getByRole('list', { name: 'Files to send' });

export const sendButton = (page: Page): Locator => page.getByRole('button', { name: 'Send', exact: true });

/** The picture of a message, loaded. */
export async function pictureOf(page: Page, name: string): Promise<Locator> {
  const image = page.getByRole('img', { name });
  await image.and(page.locator('img[data-loaded]')).waitFor();
  return image;
}
