import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { openBrowser, Reader } from './browser';

/** Bytes by gzip of all that a first load takes, without what was recorded and without the map's data: what a slow line at night brings in a second or two. */
const firstLoadMax = 200_000;

const demo = inject('demo');
let browser: Browser;
let reader: Reader;

beforeAll(async () => {
  browser = await openBrowser();
});

afterEach(() => reader.leave());

afterAll(() => browser.close());

test('A region shows each question with its displayed and competing accounts, and who says them', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-KLU');

  const drones = reader.page.getByRole('region', { name: /Forty drones over Kaluga/ }).locator('[data-aspect="drones-down"]');
  await drones.getByRole('link', { name: '40', exact: true }).waitFor();
  expect(await drones.innerText()).toMatch(/40\s+stated\s+Governor of Kaluga Oblast, in Kaluga Evening/);
  expect(await drones.innerText()).toMatch(/competing\s+36\s+unconfirmed\s+member of the regional security council/);
  const sizes = await drones.locator('.value').evaluateAll((values) => values.map((value) => getComputedStyle(value).fontSize));
  expect(new Set(sizes).size).toBe(1); // Neither is made smaller than the other.
});

test('What nobody states is hatched and says so, and is no zero', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-VOR');

  const killed = reader.page.locator('[data-aspect="people-killed"]');
  await killed.getByText('not stated').waitFor();
  expect(await killed.innerText()).not.toMatch(/\b0\b/);
  expect(await killed.locator('.hatched').evaluate((cell) => getComputedStyle(cell).backgroundImage)).toContain('repeating-linear-gradient');
});

test('Where the best accounts contradict each other, none is displayed and all are listed', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-VOR');

  const buildings = reader.page.locator('[data-aspect="buildings-damaged"]');
  await buildings.getByText(/^contested/).waitFor();
  expect(await buildings.locator('.value').allInnerTexts()).toEqual(['4', '6']);
});

test('Why an account is displayed is told on demand', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-KLU');

  const drones = reader.page.getByRole('region', { name: /Forty drones over Kaluga/ }).locator('[data-aspect="drones-down"]');
  await drones.getByRole('button', { name: /^Why/ }).click();

  await drones.getByText('status-class').waitFor();
  await drones.getByText('Says the same:').waitFor();
});

test('An address shows a colleague the same: region, moment and all', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-KLU?knownAt=30');

  await reader.page.getByText('The page stands still.').waitFor();
  await reader.page.getByText(/events are newer/).waitFor();
  await reader.page.getByRole('region', { name: /Two drones over Kaluga/ }).first().waitFor();
  expect(await reader.page.getByRole('region', { name: /Forty drones/ }).count()).toBe(0); // Recorded later.

  await reader.page.getByRole('link', { name: 'Back to now' }).click();
  await reader.page.getByRole('region', { name: /Forty drones/ }).first().waitFor();
  expect(reader.page.url()).not.toContain('knownAt');

  await reader.page.goBack();
  await reader.page.getByText('The page stands still.').waitFor();
});

test('What changed since a chosen moment is listed with its cause', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-KLU?since=60');

  const changes = reader.page.getByRole('region', { name: 'Changes' });
  await changes.getByRole('link', { name: 'Drones brought down' }).first().waitFor();
  expect(await changes.innerText()).toMatch(/by #\d+/);
});

test('A moment is chosen by keyboard', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-KLU');

  await reader.page.getByRole('button', { name: 'Look at another moment' }).focus();
  await reader.page.keyboard.press('Enter');
  await reader.page.getByLabel(/^Known to/).focus();
  await reader.page.keyboard.type('40');
  await reader.page.keyboard.press('Enter');

  await reader.page.getByText('The page stands still.').waitFor();
  expect(reader.page.url()).toContain('knownAt=40');
});

test('A region that does not exist is told as what it is', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/XX-99');

  await reader.page.getByRole('alert').getByText(/No ISO 3166 region/).waitFor();
  reader.complaints.splice(0); // The browser notes the 404.
});

test('A first load is small', async () => {
  reader = await Reader.come(browser, demo);
  const sizes: Promise<{ readonly path: string; readonly bytes: number }>[] = [];
  reader.page.on('requestfinished', (request) => {
    const path = new URL(request.url()).pathname;
    if (path === '/' || (path.startsWith('/page/') && !path.startsWith('/page/map/'))) {
      sizes.push(request.sizes().then((size) => ({ path, bytes: size.responseBodySize })));
    }
  });
  await reader.goTo('#/picture/RU-KLU');
  await reader.page.getByRole('link', { name: '40', exact: true }).waitFor();
  await reader.page.evaluate(() => document.fonts.ready);

  const loaded = await Promise.all(sizes);
  expect(loaded.some((one) => one.path.endsWith('.woff2'))).toBe(true);
  expect(loaded.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThan(firstLoadMax);
});
