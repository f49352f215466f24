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

test.for(views.flatMap((view) => widths.flatMap((width) => themes.map((theme) => ({ view, width, theme })))))(
  'Nothing keeps a reader from $view.name at $width pixels in the $theme theme',
  async ({ view, width, theme }) => {
    const reader = await Reader.come(browser, demo, { viewport: { width, height: 800 }, colorScheme: theme, reducedMotion: 'reduce' });
    await reader.goTo(view.fragment);
    await reader.page.locator('main, section').getByText(view.shows).first().waitFor();

    expect(await reader.barriers()).toEqual([]);
    expect(await reader.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width); // No scrolling sideways.
    await reader.leave();
  },
);
