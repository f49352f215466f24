import { mkdirSync } from 'node:fs';
import { inject, test } from 'vitest';
import { openBrowser, Reader } from './browser';
import { views } from './views';

const folder = new URL('../../docs/screens/', import.meta.url).pathname;

test('Each screen is photographed in both widths', async () => {
  mkdirSync(folder, { recursive: true });
  const browser = await openBrowser();
  for (const view of views) {
    for (const width of [1280, 390]) {
      const reader = await Reader.come(browser, inject('demo'), { viewport: { width, height: width === 390 ? 844 : 800 }, reducedMotion: 'reduce' });
      await reader.goTo(view.fragment);
      await reader.page.locator('main, section').getByText(view.shows).first().waitFor();
      await reader.page.evaluate(() => document.fonts.ready);
      await reader.page.screenshot({ path: `${folder}${view.name}-${width}.png`, fullPage: true });
      await reader.leave();
    }
  }
  await browser.close();
});
