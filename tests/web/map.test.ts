import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { openBrowser, Reader } from './browser';

const demo = inject('demo');
let browser: Browser;
let reader: Reader;
let map: Locator;

beforeAll(async () => {
  browser = await openBrowser();
});

afterEach(() => reader.leave());

afterAll(() => browser.close());

async function read(fragment: string, of: string): Promise<void> {
  reader = await Reader.come(browser, demo);
  await reader.goTo(fragment);
  map = reader.page.getByRole('group', { name: `Map of ${of}` });
  await map.getByRole('link').first().waitFor();
}

test('From the world to a country to a region by what is reported there', async () => {
  await read('#/picture', 'the world');

  const whole = map.getByRole('link', { name: 'Russia: 5 incidents, accounts contradict each other' }); // In Voronezh.
  await whole.waitFor();
  expect(await whole.locator('path').first().getAttribute('fill')).toMatch(/contested/);
  await whole.press('Enter');
  await reader.page.getByRole('heading', { level: 1, name: 'Russia' }).waitFor();
  const russia = reader.page.getByRole('group', { name: 'Map of Russia' });
  await russia.getByRole('link', { name: /^Kaluga: 2 incidents/ }).press('Enter');

  await reader.page.getByRole('heading', { level: 1, name: 'Kaluga' }).waitFor();
  expect(reader.page.url()).toMatch(/#\/picture\/RU-KLU$/);
  await reader.page.getByRole('navigation', { name: 'Where' }).getByRole('link', { name: 'World' }).click();
  await reader.page.getByRole('group', { name: 'Map of the world' }).waitFor();
});

test('An area with reports has one tone, one with contradicting accounts a pattern, and one without is hatched', async () => {
  await read('#/picture/RU-BEL', 'Belgorod');

  const voronezh = map.getByRole('link', { name: 'Voronezh: 1 incident, accounts contradict each other' }); // As soon as it is known.
  await voronezh.waitFor();
  expect(await voronezh.locator('path').first().getAttribute('fill')).toMatch(/contested/);
  expect(await map.getByRole('link', { name: 'Belgorod: 1 incident' }).getAttribute('aria-current')).toBe('true');
  const nothing = map.locator('a[href$="/RU-KRS"] path');
  expect(await nothing.getAttribute('fill')).toMatch(/nothing/);
  await expect.poll(() => nothing.locator('title').textContent()).toBe('Kursk: nothing reported');
  await reader.page.getByText('Nothing is reported, which is not “nothing happened”').waitFor();
  expect(await map.locator('circle.dot').count()).toBe(0); // No source of the demo states a point.
});

test('Only what is reported stops the tab key, and what is finer than the map is told in words', async () => {
  await read('#/picture/RU-KLU', 'Kaluga');

  const stops = await map.locator('a:not([tabindex="-1"])').evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')?.split(':')[0]));
  expect(stops.toSorted()).toEqual(['Belgorod', 'Kaluga', 'Moscow', 'Voronezh']);
  await reader.page.getByText('Stated more finely than it is drawn').waitFor();
  await reader.page.locator('dd').filter({ hasText: 'Sukhinichsky District' }).waitFor();
});

test('Arrow keys go from area to area, where Enter opens one', async () => {
  await read('#/picture/RU-KLU', 'Kaluga');
  const on = () => reader.page.evaluate(() => document.activeElement?.getAttribute('href') ?? null);

  await map.focus();
  await map.press('ArrowRight'); // First the one that is shown.
  await expect.poll(on).toBe('#/picture/RU-KLU');
  await reader.page.keyboard.press('ArrowDown');
  await expect.poll(on).not.toBe('#/picture/RU-KLU');
  const below = await on();
  expect(await map.locator('.ring').count()).toBe(1);
  expect(await map.locator(`a[href="${below}"]`).getAttribute('aria-hidden')).toBeNull(); // Where the keyboard is, everyone has to know.
  await reader.page.keyboard.press('ArrowUp');
  await expect.poll(on).not.toBe(below);
  const [up, hidden] = [await on(), map.locator(`a[href="${below}"]`)];
  await expect.poll(() => hidden.getAttribute('aria-hidden')).toBe('true'); // Where it is not, an area without reports is noise.

  await reader.page.keyboard.press('Enter');
  await expect.poll(() => reader.page.url()).toContain(up ?? '?');
});

test('The ring around the area that the keyboard is on is seen in both themes', async () => {
  await read('#/picture/RU-KLU', 'Kaluga');
  await map.focus();
  await map.press('ArrowRight');
  for (const [theme, ring, halo] of [['light', 'rgb(10, 83, 131)', 'rgb(255, 255, 255)'], ['dark', 'rgb(124, 192, 238)', 'rgb(21, 31, 40)']] as const) {
    await reader.page.emulateMedia({ colorScheme: theme });
    await reader.page.locator(`html[data-theme="${theme}"]`).waitFor();
    expect(await map.locator('.ring').first().evaluate((line) => getComputedStyle(line).stroke)).toBe(ring);
    expect(await map.locator('.ring-halo').first().evaluate((line) => getComputedStyle(line).stroke)).toBe(halo); // On any tone.
  }
});

test('How the map is looked at stands in the address, and is the same for a colleague with a narrower window', async () => {
  await read('#/picture/RU-KLU', 'Kaluga');
  await map.focus();
  await map.press('+');
  await map.press('+');
  await map.press('Shift+ArrowRight');
  await expect.poll(() => reader.page.url()).toMatch(/map=2\.56@5\d\.\d+,3\d\.\d+$/);
  const [address, look] = [new URL(reader.page.url()).hash, await map.locator('> g').first().getAttribute('transform')];
  await reader.page.reload();
  await map.getByRole('link').first().waitFor();
  await expect.poll(async () => (await map.locator('> g').first().getAttribute('transform'))?.replace(/[\d.-]+/g, (one) => String(Math.round(Number(one))))).toBe(look?.replace(/[\d.-]+/g, (one) => String(Math.round(Number(one)))));
  await reader.context.close();

  reader = await Reader.come(browser, demo, { viewport: { width: 390, height: 800 } });
  await reader.goTo(address);
  map = reader.page.getByRole('group', { name: 'Map of Kaluga' });
  await map.getByRole('link').first().waitFor();
  await expect.poll(() => map.locator('> g').first().getAttribute('transform')).toMatch(/scale\(2\.56\)/);
  await map.focus();
  await map.press('0');
  await expect.poll(() => reader.page.url()).toMatch(/#\/picture\/RU-KLU$/);
});

test('Keys and buttons zoom and move the map; the wheel scrolls the page unless Ctrl is held', async () => {
  await read('#/picture/RU-KLU', 'Kaluga');
  const place = () => map.locator('> g').first().getAttribute('transform');
  const [, first] = [await map.scrollIntoViewIfNeeded(), await place()];

  await map.hover();
  await reader.page.mouse.wheel(0, 120);
  await reader.page.mouse.wheel(0, -120);
  expect(await place()).toBe(first);

  await map.focus();
  await map.press('+');
  const zoomed = await place();
  expect(zoomed).not.toBe(first);
  await map.press('Shift+ArrowLeft');
  expect(await place()).not.toBe(zoomed);
  await map.press('0');
  expect(await place()).toBe(first);
  await reader.page.setViewportSize({ width: 1280, height: 500 }); // So that there is something to scroll.
  await map.hover();
  const down = await reader.page.evaluate(() => window.scrollY);
  await reader.page.mouse.wheel(0, 60);
  await expect.poll(() => reader.page.evaluate(() => window.scrollY)).toBeGreaterThan(down); // Though the map has the focus.
  expect(await place()).toBe(first);
  await map.hover();
  await reader.page.keyboard.down('Control');
  await reader.page.mouse.wheel(0, -120);
  await expect.poll(place).not.toBe(first);
  await reader.page.keyboard.up('Control');
  await reader.page.getByRole('button', { name: 'Reset' }).click();
  expect(await place()).toBe(first);
  await reader.page.getByRole('button', { name: 'Zoom in' }).click();
  expect(await place()).toBe(zoomed);
});

test('In the past the map shows what was known then', async () => {
  await read('#/picture/RU-KLU?knownAt=40', 'Kaluga');

  expect(await map.getByRole('link', { name: /^Voronezh/ }).count()).toBe(0);
  expect(await map.getByRole('link', { name: /^Kaluga: 1 incident/ }).getAttribute('href')).toBe('#/picture/RU-KLU?knownAt=40');
});
