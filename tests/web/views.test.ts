import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openBrowser, Reader } from './browser';
import { views } from './views';

const demo = inject('demo');
const widths = [1280, 390] as const;
const themes = ['light', 'dark'] as const;

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser.close());

test.for(views)('Nothing keeps a reader from $name, in either theme and width', async (view) => {
  const reader = await Reader.come(browser, demo, { reducedMotion: 'reduce' });
  await reader.goTo(view.fragment);
  for (const width of widths) {
    await reader.page.setViewportSize({ width, height: 800 });
    for (const theme of themes) {
      await reader.page.emulateMedia({ colorScheme: theme });
      await reader.page.locator(`html[data-theme="${theme}"]`).waitFor();
      await reader.page.locator('main, section').getByText(view.shows).first().waitFor();

      expect(await reader.barriers(), `${width} pixels, ${theme}`).toEqual([]);
      expect(await reader.page.evaluate(() => document.documentElement.scrollWidth), `${theme}`).toBeLessThanOrEqual(width); // No scrolling sideways.
    }
  }
  await reader.leave();
});
