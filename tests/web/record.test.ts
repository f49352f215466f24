import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, Reader } from './browser';
import { Server } from './server';

/** With all that counts otherwise in a browser: a byte order mark, a letter outside of the first plane, and line ends of two characters. */
const published = '\ufeff🛩 KALUGA. Three drones were brought down over Kaluga Region last night, according to preliminary information.\r\n\r\nOne person was injured, the governor said. <b>Nothing</b> else is known.\r\n';

/** Longest wait for anything on the page, in milliseconds. */
const patience = 30_000;

interface Recorded {
  readonly facts: readonly { readonly fact: { readonly claim: Record<string, unknown>; readonly status: string; readonly attribution: unknown; readonly quotations: readonly { readonly exact: string; readonly start: number; readonly role: string }[] } }[];
}

let browser: Browser;
let server: Server;
let analyst: string;
let reader: Reader;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), Server.start({ demo: false })]);
  analyst = await server.key('analyst');
  await server.post('/sources', analyst, { id: 'wire', kind: 'agency', name: 'Wire of the river' });
  await server.post('/sources', analyst, { id: 'evening', kind: 'outlet', name: 'Evening paper' });
  reader = await Reader.come(browser, server.url, { key: analyst });
  page = reader.page;
  page.setDefaultTimeout(patience);
});

afterAll(async () => {
  await reader.context.close();
  await browser.close();
  await server.stop();
});

async function capture(text: string, publisher: string): Promise<string> {
  await reader.goTo('#/record');
  await page.locator('#record-file').setInputFiles({ name: 'report.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await choose('/publisher', publisher);
  await page.getByRole('button', { name: 'Capture and code it' }).click();
  await page.getByRole('textbox', { name: 'Text of the document' }).waitFor();
  await field('/claim').waitFor(); // The fact types are there.
  return /[0-9a-f]{64}/.exec(page.url())?.[0] ?? '';
}

/** Finds an option by its words and takes it. */
async function choose(pointer: string, words: string): Promise<void> {
  await field(pointer).fill(words);
  await page.getByRole('option', { name: words }).filter({ hasNotText: '+' }).first().click();
}

/** Selects words as a mouse or keyboard would have them selected. */
async function select(words: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Text of the document' }).evaluate((text, wanted) => {
    const at = text.textContent.indexOf(wanted);
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const place = (offset: number): [Node, number] => {
      walker.currentNode = text;
      let passed = 0;
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const length = node.textContent?.length ?? 0;
        if (offset <= passed + length) {
          return [node, offset - passed];
        }
        passed += length;
      }
      throw new Error(`${wanted} is not there`);
    };
    text.focus();
    window.getSelection()?.setBaseAndExtent(...place(at), ...place(at + wanted.length));
  }, words);
  await page.getByText(`“${words}” ·`).waitFor();
}

/** The field at a member of the fact, or of the document. */
function field(pointer: string): Locator {
  return page.locator(`[id="at${pointer.replaceAll('/', '-')}"]`);
}

async function press(...keys: readonly string[]): Promise<number> {
  for (const key of keys) {
    await page.keyboard.press(key);
  }
  return keys.length;
}

async function factsOf(sha256: string): Promise<Recorded['facts']> {
  const { head } = await (await fetch(`${server.url}/health/ready`)).json() as { head: number };
  const response = await fetch(`${server.url}/documents/${sha256}/facts?atLeast=${head}`, { headers: { Authorization: `Bearer ${analyst}` } });
  return (await response.json() as Recorded).facts;
}

test('From a document to a fact, its picture and the words it rests on', async () => {
  const sha256 = await capture(published, 'Wire');
  await select('last night');
  await press('4');
  await select('according to preliminary information');
  await press('3');
  await select('Three drones were brought down');
  await press('Enter', 'd', 'o', 'w', 'Enter', '3');
  await field('/incident').fill('Night over Kaluga');
  await press('Enter');
  await page.getByRole('button', { name: 'Open it' }).click();
  await field('/places/0/region').fill('RU-KLU');
  await press('Enter');
  await field('/eventTime/zone').fill('Europe/Moscow');
  await press('Control+Enter');
  await page.getByText('Recorded, position').waitFor();

  const [recorded] = await factsOf(sha256);
  expect(recorded?.fact).toMatchObject({
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
  await select('One person was injured');

  const keys = await press('Enter', 'i', 'n', 'j', 'Enter', '1', 'Control+Enter');
  await page.getByText('Recorded, position').waitFor();

  expect(keys).toBeLessThanOrEqual(8);
  expect((await factsOf(sha256)).map((one) => one.fact.claim)).toContainEqual({ type: 'CasualtyStatusUpdated', injured: { value: 1, qualifier: 'exact' } });
});

test('Unsent work survives a reload, and is forgotten when it is recorded', async () => {
  await select('Nothing</b> else is known');
  await press('Enter', 'd', 'o', 'w', 'Enter');
  await field('/note').evaluate((note) => note.closest('details')?.setAttribute('open', ''));
  await field('/note').fill('To be looked at again.');

  await page.reload();

  await page.getByText('Unsent work is back').waitFor();
  expect(await field('/note').inputValue()).toBe('To be looked at again.');
  await page.getByRole('button', { name: 'Discard it' }).click();
  await page.reload();
  await page.getByRole('textbox', { name: 'Text of the document' }).waitFor();
  await page.getByText('Nothing unsent.').waitFor();
  expect(await page.getByText('Unsent work is back').count()).toBe(0);
});

test('The same bytes lead to the document that is there', async () => {
  const before = page.url();

  await capture(published, 'Evening');

  await page.getByText('These bytes were captured before').waitFor();
  expect(page.url()).toContain(/[0-9a-f]{64}/.exec(before)?.[0]);
  reader.complaints.length = 0; // The browser notes the refusal that told so.
});

test('One key repeats a claim of the incident from another document', async () => {
  const sha256 = await capture('The wire says three drones were shot down. Early reports differ.\n', 'Evening');
  await choose('/incident', 'Night over Kaluga');
  await page.getByRole('link', { name: 'Drones brought down: 3.' }).waitFor();
  await select('three drones were shot down');

  await press('f', 'r', 'Control+Enter');
  await page.getByText('Recorded, position').waitFor();

  const [recorded] = await factsOf(sha256);
  expect(recorded?.fact).toMatchObject({
    claim: { type: 'DroneDownReported', count: { value: 3 } },
    attribution: { publisher: 'evening', speakers: [{ role: 'media', source: 'wire' }] },
    quotations: [{ exact: 'three drones were shot down', start: 14 }],
  });
});

test('Nothing keeps a coder from the desk, in either theme and width', async () => {
  await select('Early reports');
  await press('3', 'Enter', 'c', 'a', 's', 'Enter');
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
