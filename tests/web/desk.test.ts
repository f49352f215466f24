import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, Reader } from './browser';
import { Server } from './server';

const wait = { timeout: 15_000, interval: 100 };

let browser: Browser;
let server: Server;
let analyst: string;

beforeAll(async () => {
  browser = await openBrowser();
  server = await Server.start({ demo: true });
  await untilLoaded();
  analyst = await server.key('analyst');
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** The service listens before the demo is in its log. */
async function untilLoaded(): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const conflicts = await (await fetch(`${server.url}/conflicts`)).json() as { readonly asserted?: readonly unknown[] };
    if (conflicts.asserted?.length === 2) {
      return;
    }
    await new Promise((resume) => setTimeout(resume, 100));
  }
  throw new Error('The demo was not loaded.');
}

/** The conflict on which the demo's accounts contest each other: 4 buildings, and 6. */
function contested(reader: Reader): Locator {
  return reader.page.locator('article', { hasText: 'Buildings damaged' });
}

async function decide(reader: Reader, reason: string): Promise<void> {
  await reader.page.getByLabel('Reason').fill(reason);
  await reader.page.locator('dialog button.main').click();
}

/** What the service refuses is told by the page; the browser complains of it, too. */
function forgetRefusals(reader: Reader): void {
  reader.complaints.splice(0, reader.complaints.length, ...reader.complaints.filter((one) => !/status of 4(00|12|22)/.test(one)));
}

test('An analyst prefers an account, which is displayed from then on, and undoes it where it is listed', async () => {
  const reader = await Reader.come(browser, server.url, { key: analyst });
  await reader.goTo('#/conflicts');
  await contested(reader).getByText('contested').first().waitFor();
  await contested(reader).getByRole('button', { name: /Prefer this account: 6/ }).click();
  await decide(reader, 'They counted at the site.');

  await contested(reader).getByText('preferred-by-desk').waitFor();
  await expect.poll(() => contested(reader).locator('.displayed').innerText(), wait).toContain('City administration of Voronezh');

  await contested(reader).getByRole('button', { name: /Undo.*Account of buildings-damaged preferred/ }).click();
  await decide(reader, 'Only from afar.');

  await contested(reader).locator('.verdict', { hasText: 'contested' }).waitFor();
  await reader.leave();
});

test('What was typed outlives Escape, a stale version and a refusal, and is recorded once', async () => {
  const reader = await Reader.come(browser, server.url, { key: analyst });
  const { page } = reader;
  await reader.goTo('#/conflicts');
  const answer = contested(reader).getByRole('button', { name: /Answer/ });
  await answer.click();
  await page.getByRole('radio', { name: /Leave open/ }).check();
  await page.getByLabel('Reason').fill('Both stood there.');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('dialog').count(), wait).toBe(0);
  expect(await answer.evaluate((button) => button === document.activeElement)).toBe(true);

  const seen = page.waitForResponse((response) => response.url().endsWith('/incidents/voronezh-air-target'));
  await answer.click();
  await seen;
  expect(await page.getByLabel('Reason').inputValue()).toBe('Both stood there.');
  await server.post('/incidents/voronezh-air-target/desk', analyst, { decision: { type: 'IncidentRelated', relation: 'concurrent-with', to: 'moscow-drones', reason: 'The same night.' } });
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByRole('alert').getByText('IncidentRelated').waitFor();
  expect(await page.getByLabel('Reason').inputValue()).toBe('Both stood there.');

  await decide(reader, 'Both \u202e stood there.');
  await page.getByText(/U\+202E/).waitFor();
  await page.getByLabel('Reason').fill('Both stood there.');
  await page.locator('dialog button.main').dblclick();

  await contested(reader).locator('.told', { hasText: 'Both stood there.' }).waitFor();
  expect(await contested(reader).getByText('RelationAsserted').count()).toBe(1);
  await page.locator('.asserted li', { hasText: 'Both stood there.' }).locator('.relation', { hasText: 'tension' }).waitFor();
  forgetRefusals(reader);
  await reader.leave();
});

test('A merge is undone in the stream in which it stands', async () => {
  const reader = await Reader.come(browser, server.url, { key: analyst });
  const { page } = reader;
  await reader.goTo('#/incidents/kaluga-babynino');
  await page.getByRole('button', { name: 'Merge…' }).click();
  await page.getByLabel('The incident that it is').fill('kaluga-sukhinichi');
  await decide(reader, 'One drone, told twice.');
  await page.getByText('kaluga-babynino was merged into this incident').waitFor();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Drone near Sukhinichi, 8 April 2025');

  await page.locator('.decisions').getByRole('button', { name: /Undo.*Merged into/ }).click();
  await decide(reader, 'Two drones after all.');

  await page.getByRole('heading', { level: 1, name: 'Drone in Babyninsky District, 8 April 2025' }).waitFor();
  await reader.leave();
});

test('Without the role there is nothing to decide with, and the page says what it takes', async () => {
  const reader = await Reader.come(browser, server.url, { key: await server.key('auditor') });
  await reader.goTo('#/conflicts');
  await reader.page.getByText('Answering takes the role analyst').waitFor();
  await contested(reader).waitFor();

  expect(await reader.page.getByRole('button', { name: /Prefer|Answer|Undo/ }).count()).toBe(0);
  await reader.leave();
});

test('A source is graded with a reason, which stands beside the grade', async () => {
  const reader = await Reader.come(browser, server.url, { key: analyst });
  await reader.goTo('#/sources/don-wire');
  await reader.page.getByRole('button', { name: 'Grade…' }).click();
  await reader.page.getByRole('radio', { name: /C fairly reliable/ }).check();
  await decide(reader, 'First, and not always right.');

  await reader.page.getByText('“First, and not always right.”').waitFor();
  await reader.leave();
});

test('Who owns a subscription pauses it and resumes it', async () => {
  const key = await server.key('subscriber');
  await fetch(`${server.url}/subscriptions/alarm`, { method: 'PUT', headers: { 'Authorization': `Bearer ${key}`, 'Content-Type': 'application/json' }, body: '{"start":"beginning"}' });
  const reader = await Reader.come(browser, server.url, { key });
  await reader.goTo('#/subscriptions/alarm');
  await reader.page.getByRole('button', { name: 'Pause' }).click();
  await reader.page.getByRole('button', { name: 'Resume' }).click();

  await reader.page.getByRole('button', { name: 'Pause' }).waitFor();
  await reader.leave();
});
