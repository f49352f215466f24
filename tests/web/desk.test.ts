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
  expect(await reader.page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('prefer'); // And no other answer by a key pressed too soon.
  await decide(reader, 'They counted at the site.');

  await contested(reader).getByText('preferred-by-desk').waitFor();
  await expect.poll(() => contested(reader).locator('.displayed').innerText(), wait).toContain('City administration of Voronezh');

  await contested(reader).getByRole('button', { name: /Undo.*Account of buildings-damaged preferred/ }).click();
  await reader.page.getByRole('dialog').getByText(/^by .+, \d+ \w+ \d{4}, \d\d:\d\d.* UTC · position \d+$/).waitFor();
  await decide(reader, 'Only from afar.');

  await contested(reader).locator('.verdict', { hasText: 'contested' }).waitFor();
  const undone = contested(reader).locator('li.undone');
  await undone.getByText('Only from afar.').waitFor();
  expect(await undone.innerText()).toContain('They counted at the site.');

  await undone.getByRole('button', { name: /Undo.*the undoing of: Account of buildings-damaged preferred/ }).click();
  await decide(reader, 'It was at the site after all.');
  await contested(reader).getByText('preferred-by-desk').waitFor();
  await undone.getByText('It was at the site after all.').waitFor();
  expect(await undone.innerText()).toContain('Only from afar.'); // That it was undone for a while stays told.
  await contested(reader).getByRole('button', { name: /Undo.*Account of buildings-damaged preferred/ }).click();
  await decide(reader, 'Only from afar, we know now.');
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

test('What was recorded and not shown yet is told before anything is decided on it', async () => {
  const reader = await Reader.come(browser, server.url, { key: analyst });
  const { page } = reader;
  await page.route('**/events?**', (route) => (route.request().headers()['accept'] === 'text/event-stream' ? route.abort() : route.continue())); // The feed is lost.
  await reader.goTo('#/conflicts');
  await contested(reader).getByRole('button', { name: /Answer/ }).waitFor();
  await server.post('/incidents/voronezh-air-target/desk', analyst, { decision: { type: 'IncidentRelated', relation: 'before', to: 'moscow-drones', reason: 'By an hour.' } });

  await contested(reader).getByRole('button', { name: /Answer/ }).click();
  await page.getByRole('alert').getByText('IncidentRelated').waitFor();
  expect(await page.locator('dialog button.main').innerText()).toBe('Record all the same');
  await page.getByRole('radio', { name: /Leave open/ }).check();
  await decide(reader, 'Read, and still open.');

  await page.getByText('Recorded').waitFor();
  await contested(reader).locator('.told', { hasText: 'Read, and still open.' }).waitFor(); // Shown though the feed is lost: the receipt says how far the log is.
  await page.getByRole('button', { name: 'Dismiss' }).click();
  expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  reader.complaints.length = 0; // The lost feed.
  await reader.leave();
});

test('The keyboard stays where something was done to a subscription', async () => {
  const key = await server.key('subscriber');
  await fetch(`${server.url}/subscriptions/keyboard`, { method: 'PUT', headers: { 'Authorization': `Bearer ${key}`, 'Content-Type': 'application/json' }, body: '{"start":"beginning"}' });
  const reader = await Reader.come(browser, server.url, { key });
  await reader.goTo('#/subscriptions/keyboard');
  await reader.page.getByRole('button', { name: 'Pause' }).focus();

  await reader.page.keyboard.press('Enter');

  await reader.page.getByRole('button', { name: 'Resume' }).waitFor();
  expect(await reader.page.evaluate(() => document.activeElement?.textContent)).toBe('Resume');
  await reader.leave();
});

test('A fact of a type that the catalogue does not have shows as its JSON, wherever it is shown', async () => {
  const reader = await Reader.come(browser, server.url, { key: analyst });
  const { page } = reader;
  await page.route('**/fact-types', async (route) => {
    const catalogue = await (await route.fetch()).json() as { readonly factTypes: readonly { readonly name: string }[] };
    await route.fulfill({ json: { ...catalogue, factTypes: catalogue.factTypes.filter((one) => one.name !== 'DroneDownReported') } });
  });
  const asJson = page.getByLabel('Claim of DroneDownReported as JSON').first();

  await reader.goTo('#/picture/RU-KLU');
  await asJson.getByText('"type": "DroneDownReported"').waitFor();
  await page.getByRole('link', { name: 'Drones over Kaluga Region' }).or(page.locator('.incident h3 a').first()).first().click();
  await asJson.getByText('"type": "DroneDownReported"').waitFor();
  await reader.goTo('#/sources/kaluga-governor');
  await asJson.getByText('"type": "DroneDownReported"').waitFor();
  await reader.leave();
});

test('Three thousand incidents are shown a part at a time, and it is said which part', async () => {
  const reader = await Reader.come(browser, server.url, { key: analyst });
  const { page } = reader;
  await page.route('**/incidents?**', (route) => route.fulfill({ json: Array.from({ length: 3_000 }, (_, at) => ({ incident: `made-up-${at}`, title: `Incident ${at}`, kind: 'happening', isClosed: false, partOf: at % 10 === 0 ? [] : [`made-up-${at - (at % 10)}`], regions: ['RU-KLU'], facts: at })) }));
  const rows = page.locator('tbody tr');
  await reader.goTo('#/incidents');
  await page.getByText('3,000 incidents; the first 100 are shown').waitFor();
  expect(await rows.count()).toBe(100);

  await page.getByRole('button', { name: 'Show 100 more' }).click();
  expect(await rows.count()).toBe(200);
  expect(page.url()).toContain('show=200');

  await page.getByRole('searchbox').fill('incident 2999');
  await page.getByText('3,000 incidents, 1 that matches').waitFor();
  expect(await rows.count()).toBe(1);
  await reader.leave();
});
