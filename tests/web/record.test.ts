import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, Reader } from './browser';
import { Coder } from './coder';
import { Server } from './server';

/** With all that counts otherwise in a browser: a byte order mark, a letter outside of the first plane, and line ends of two characters. */
const published = '\ufeff🛩 KALUGA. Three drones were brought down over Kaluga Region last night, according to preliminary information.\r\n\r\nOne person was injured, the governor said. <b>Nothing</b> else is known.\r\n';

let browser: Browser;
let server: Server;
let analyst: string;
let reader: Reader;
let coder: Coder;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), Server.start({ demo: false })]);
  analyst = await server.key('analyst');
  await server.post('/sources', analyst, { id: 'wire', kind: 'agency', name: 'Wire of the river' });
  await server.post('/sources', analyst, { id: 'evening', kind: 'outlet', name: 'Evening paper' });
  reader = await Reader.come(browser, server.url, { key: analyst });
  coder = new Coder(reader, server.url, analyst);
  page = coder.page;
});

afterAll(async () => {
  await reader.context.close();
  await browser.close();
  await server.stop();
});

test('From a document to a fact, its picture and the words it rests on', async () => {
  const sha256 = await coder.capture(published, 'Wire');
  await coder.select('last night');
  await coder.press('4');
  await coder.select('according to preliminary information');
  await coder.press('3');
  await coder.select('Three drones were brought down');
  await coder.press('Enter', 'd', 'o', 'w', 'Enter', '3');
  await coder.field('/incident').fill('Night over Kaluga');
  await coder.press('Enter');
  await page.getByRole('button', { name: 'Open an incident' }).click();
  await coder.field('/places/0/region').fill('RU-KLU');
  await coder.press('Enter');
  await coder.field('/eventTime/zone').fill('Europe/Moscow');
  await page.getByRole('group', { name: 'Open an incident' }).waitFor({ state: 'detached' });
  await coder.press('Control+Enter');
  await coder.recorded();

  const [recorded] = await coder.facts(sha256);
  expect(recorded).toMatchObject({
    claim: { type: 'DroneDownReported', count: { value: 3 } },
    status: 'preliminary',
    quotations: [
      { exact: 'Three drones were brought down', start: 11, role: 'value' },
      { exact: 'according to preliminary information', start: 73, role: 'status' },
      { exact: 'last night', start: 61, role: 'time' },
    ],
  });
  expect(await page.locator('main b').count()).toBe(0); // The words of a source are text.
  await reader.goTo('#/picture/RU-KLU');
  await page.locator('[data-aspect="drones-down"]').getByRole('link', { name: '3', exact: true }).waitFor();
});

test('From the second fact of a document on, eight keys beside the selection are enough', async () => {
  await page.goBack();
  const sha256 = /[0-9a-f]{64}/.exec(page.url())?.[0] ?? '';
  await page.getByRole('region', { name: 'As in the fact before' }).waitFor();
  await coder.select('One person was injured');

  const keys = await coder.press('Enter', 'i', 'n', 'j', 'Enter', '1', 'Control+Enter');
  await coder.recorded();

  expect(keys).toBeLessThanOrEqual(8);
  expect((await coder.facts(sha256)).map((one) => one.claim)).toContainEqual({ type: 'CasualtyStatusUpdated', injured: { value: 1, qualifier: 'exact' } });
});

test('Unsent work survives a reload, and is forgotten when it is recorded', async () => {
  await coder.select('Nothing</b> else is known');
  await coder.press('Enter', 'd', 'o', 'w', 'Enter');
  await coder.field('/note').evaluate((note) => note.closest('details')?.setAttribute('open', ''));
  await coder.field('/note').fill('To be looked at again.');

  await page.reload();

  await page.getByText('Unsent work is back').waitFor();
  expect(await coder.field('/note').inputValue()).toBe('To be looked at again.');
  await page.getByRole('button', { name: 'Discard it' }).click();
  await page.reload();
  await page.getByRole('textbox', { name: 'Text of the document' }).waitFor();
  await page.getByText('Nothing unsent.').waitFor();
  expect(await page.getByText('Unsent work is back').count()).toBe(0);
});

test('Where the answer is lost, the same is sent again and recorded once', async () => {
  const sha256 = /[0-9a-f]{64}/.exec(page.url())?.[0] ?? '';
  const before = (await coder.facts(sha256)).length;
  await page.route('**/incidents/*/facts', async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await coder.select('the governor said');
  await coder.press('Enter', ...'statement issued', 'Enter');
  await page.keyboard.type('One person was injured.');
  await coder.press('Control+Enter');
  await page.getByText('Whether it was recorded is not known.').waitFor();

  await page.getByRole('button', { name: 'Send it again' }).click();
  await coder.recorded();

  expect((await coder.facts(sha256)).length).toBe(before + 1);
  reader.complaints.length = 0; // Of the answer that was lost.
});

test('What is missing is told at its field', async () => {
  await coder.select('KALUGA');
  await coder.press('Enter', 'd', 'o', 'w', 'Enter', 'Control+Enter');

  await page.getByText('A number, or “vague”, or “none reported”.').waitFor();

  expect(await coder.field('/claim/count/value').evaluate((field) => field === document.activeElement && field.getAttribute('aria-invalid') === 'true')).toBe(true);
  await page.getByRole('button', { name: 'Discard', exact: true }).click();
});

test('The same bytes lead to the document that is there', async () => {
  const before = page.url();

  await coder.capture(published, 'Evening');

  await page.getByText('These bytes were captured before').waitFor();
  expect(page.url()).toContain(/[0-9a-f]{64}/.exec(before)?.[0]);
  reader.complaints.length = 0; // The browser notes the refusal that told so.
});

test('One key repeats a claim of the incident from another document', async () => {
  const sha256 = await coder.capture('The wire says three drones were shot down. Early reports differ.\n', 'Evening');
  await coder.choose('/incident', 'Night over Kaluga');
  await page.getByRole('link', { name: 'Drones brought down: 3.' }).waitFor();
  await coder.select('three drones were shot down');

  await coder.press('f', 'r', 'Control+Enter');
  await coder.recorded();

  const [recorded] = await coder.facts(sha256);
  expect(recorded).toMatchObject({
    claim: { type: 'DroneDownReported', count: { value: 3 } },
    attribution: { publisher: 'evening', speakers: [{ role: 'media', source: 'wire' }] },
    quotations: [{ exact: 'three drones were shot down', start: 14 }],
  });
});

test('Nothing keeps a coder from the desk, in either theme and width', async () => {
  await coder.select('Early reports');
  await coder.press('3', 'Enter', 'c', 'a', 's', 'Enter');
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 3_000 }); // Nothing lies below the bar that stays in view.
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });

      expect(await reader.barriers(), `${width} pixels, ${colorScheme}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), colorScheme).toBeLessThanOrEqual(width);
    }
  }
  expect(reader.complaints).toEqual([]);
});
