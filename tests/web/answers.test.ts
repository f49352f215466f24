import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser, Reader } from './browser';
import { Middle } from './middle';
import { Server } from './server';

const wait = { timeout: 15_000, interval: 50 };

let browser: Browser;
let server: Server;
let middle: Middle;
let analyst: string;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), Server.start({ demo: false })]);
  [middle, analyst] = await Promise.all([Middle.before(server.url), server.key('analyst')]);
  await server.post('/sources', analyst, { id: 'wire', kind: 'agency', name: 'Wire of the river' });
  await server.post('/incidents', analyst, { id: 'night', title: 'Night over Kaluga' });
  await report(2, '2026-05-14T08:00:00Z');
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close())); // Also of a test that failed.
  await expect.poll(() => middle.streams, wait).toBe(0);
  middle.fateOf = () => 'passes';
  middle.asked.length = 0;
});

afterAll(async () => {
  await browser.close();
  await middle.end();
  await server.stop();
});

async function report(drones: number, reportedAt: string): Promise<number> {
  const answer = await server.post('/incidents/night/facts', analyst, {
    factId: randomUUID(),
    claim: { type: 'DroneDownReported', count: { value: drones } },
    places: [{ precision: 'admin1', region: 'RU-KLU' }],
    attribution: { publisher: 'wire' },
    eventTime: { kind: 'exact', earliest: '2026-05-14T00:00:00Z', latest: '2026-05-14T01:00:00Z' },
    reportedAt,
    line: { fileSha256: 'a'.repeat(64), number: drones, raw: Buffer.from(`${drones}`).toString('base64') },
  });
  return Number((await answer.json() as { readonly position: number }).position);
}

/** What the browser says of answers that the test itself spoilt. */
function forgetTroubles(reader: Reader): void {
  reader.complaints.splice(0, reader.complaints.length, ...reader.complaints.filter((one) => !/Failed to load resource|ERR_/.test(one)));
}

test('A screen that is left asks for nothing that the next address names', async () => {
  const reader = await Reader.come(browser, middle.url, { key: analyst });
  const asked: string[] = [];
  reader.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await reader.goTo('#/sources');
  await reader.page.getByRole('link', { name: 'Wire of the river' }).waitFor();
  await reader.goTo('#/incidents/night');
  await reader.page.getByRole('heading', { level: 1, name: 'Night over Kaluga' }).waitFor();

  await reader.page.getByRole('link', { name: 'Wire of the river' }).first().click();

  await reader.page.getByRole('heading', { level: 1, name: 'Wire of the river' }).waitFor();
  expect(asked.filter((path) => path === '/incidents/wire' || path === '/incidents/wire/timeline')).toEqual([]);
  await reader.leave();
});

test('An answer that broke off is asked for again', async () => {
  const reader = await Reader.come(browser, middle.url, { key: analyst });
  let broken = 0;
  middle.fateOf = (path) => (path.startsWith('/incidents/night?') || path === '/incidents/night' ? (broken++ < 2 ? 'breaks-off' : 'passes') : 'passes');

  await reader.goTo('#/incidents/night');

  await reader.page.getByRole('heading', { level: 1, name: 'Night over Kaluga' }).waitFor();
  expect(broken).toBeGreaterThanOrEqual(3);
  forgetTroubles(reader);
  await reader.leave();
});

test('What answered another address does not stay while the one asked for is long in coming', async () => {
  const reader = await Reader.come(browser, middle.url, { key: analyst });
  await reader.goTo('#/incidents/night?knownAt=2');
  await reader.page.getByText('No fact is recorded here').waitFor();
  let answer = (): void => undefined;
  const held = new Promise<void>((resume) => (answer = resume));
  await reader.page.route('**/incidents/night/timeline**', async (route) => {
    await held;
    await route.continue();
  });

  await reader.page.getByRole('link', { name: 'Back to now' }).first().click();

  await expect.poll(() => reader.page.getByText('No fact is recorded here').count(), wait).toBe(0);
  answer();
  await reader.page.getByRole('heading', { name: 'Decisions of the desk' }).waitFor();
  await reader.leave();
});

test('What answered another address goes when the one asked for cannot be had', async () => {
  const reader = await Reader.come(browser, middle.url, { key: analyst });
  await reader.goTo('#/incidents?knownAt=2');
  await reader.page.getByRole('link', { name: 'Night over Kaluga', exact: true }).waitFor();
  await reader.page.route('**/incidents?**', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"/problems/database-away","title":"The database is away","detail":"Try again."}' }));

  await reader.page.getByRole('link', { name: 'Back to now' }).first().click();

  await reader.page.getByText('The database is away').waitFor();
  expect(await reader.page.getByRole('link', { name: 'Night over Kaluga', exact: true }).count()).toBe(0);
  forgetTroubles(reader);
  await reader.leave();
});

test('A log in which something happens all the time keeps no answer from coming', async () => {
  const reader = await Reader.come(browser, middle.url, { key: analyst });
  await reader.page.route('**/conflicts?**', async (route) => {
    await new Promise((resume) => setTimeout(resume, 1_600)); // Longer than between two events, and than a screen waits between two answers.
    await route.continue();
  });
  let isOver = false;
  const events = (async (): Promise<void> => {
    for (let drones = 3; !isOver && drones < 100; drones++) {
      await report(drones, '2026-05-14T08:30:00Z');
      await new Promise((resume) => setTimeout(resume, 250));
    }
  })();

  await reader.goTo('#/conflicts');
  await reader.page.getByText('Found by the rules').waitFor({ timeout: 10_000 }).finally(() => (isOver = true));

  await events;
  await reader.leave();
});

test('A page that nobody sees lets go of its connection, and follows again when it is seen', async () => {
  const reader = await Reader.come(browser, middle.url, { key: analyst });
  await reader.page.clock.install();
  await reader.goTo('#/incidents');
  await reader.page.getByText(/Live ·/).waitFor();
  expect(middle.streams).toBe(1);

  await show(reader, 'hidden');
  await reader.page.clock.fastForward(31_000);
  await expect.poll(() => middle.streams, wait).toBe(0);
  middle.asked.length = 0;
  await reader.page.clock.runFor(20_000);
  await new Promise((resume) => setTimeout(resume, 500)); // For what would come again, as after a silence.
  expect(middle.asked.filter((path) => path.startsWith('/events'))).toEqual([]);
  const position = await report(200, '2026-05-14T09:00:00Z');

  await show(reader, 'visible');
  await reader.page.getByText(`Live · ${position}`).waitFor();
  expect(middle.streams).toBe(1);
  await reader.leave();
});

async function show(reader: Reader, state: 'hidden' | 'visible'): Promise<void> {
  await reader.page.evaluate((shown) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => shown });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

test('A feed that something on the way holds back is read in parts', async () => {
  const reader = await Reader.come(browser, middle.url, { key: analyst });
  await reader.page.clock.install();
  middle.fateOf = (path) => (path.startsWith('/events?after=') && !path.includes('limit=') ? 'is-held-back' : 'passes');
  await reader.goTo('#/incidents');
  await expect.poll(() => middle.streams, wait).toBe(1);
  const position = await report(201, '2026-05-14T09:10:00Z');

  await reader.page.clock.fastForward(26_000);

  await expect.poll(() => middle.asked.some((path) => path.includes('limit=')), wait).toBe(true);
  await reader.page.clock.runFor(1_000);
  await reader.page.getByText(`Live · ${position}`).waitFor();
  forgetTroubles(reader);
  await reader.leave();
});

test('A reader who opens something begins at its top with the keyboard in it, and comes back to where they were', async () => {
  const reader = await Reader.come(browser, middle.url, { key: analyst });
  await reader.page.route('**/sources?**', (route) => route.fulfill({ json: Array.from({ length: 90 }, (_, at) => ({ source: at === 80 ? 'wire' : `wire-${at}`, kind: 'agency', name: `Wire ${at}` })) }));
  await reader.goTo('#/sources');
  const far = reader.page.getByRole('link', { name: 'Wire 80' });
  await far.scrollIntoViewIfNeeded();
  const down = await reader.page.evaluate(() => window.scrollY);
  expect(down).toBeGreaterThan(500);

  await far.click();
  await reader.page.getByRole('heading', { level: 1, name: 'Wire of the river' }).waitFor();
  expect(await reader.page.evaluate(() => [window.scrollY, document.activeElement?.id])).toEqual([0, 'main']);

  await reader.page.goBack();
  await expect.poll(() => reader.page.evaluate(() => window.scrollY), wait).toBe(down);
  await reader.leave();
});

test('A screen that meets what it cannot show says so, and the others go on', async () => {
  const reader = await Reader.come(browser, middle.url, { key: analyst });
  await reader.page.route('**/sources?**', (route) => route.fulfill({ json: { not: 'a list' } }));
  await reader.goTo('#/sources');
  await reader.page.getByText('This screen failed').waitFor();
  reader.complaints.length = 0; // The failure itself.

  await reader.page.getByRole('navigation').getByRole('link', { name: 'Incidents' }).click();

  await reader.page.getByRole('link', { name: 'Night over Kaluga', exact: true }).waitFor();
  await reader.leave();
});

test('A key that was put away does not come back with a late answer', async () => {
  const reader = await Reader.come(browser, middle.url, { key: analyst });
  const { page } = reader;
  await reader.goTo('#/sources');
  await page.getByRole('link', { name: 'test-analyst' }).waitFor();
  let letGo = (): void => undefined;
  const held = new Promise<void>((resume) => (letGo = resume));
  await page.route('**/whoami', async (route) => {
    await held;
    await route.continue();
  });
  const asking = page.waitForRequest('**/whoami');
  const answered = page.waitForResponse('**/whoami');

  await page.getByRole('link', { name: 'test-analyst' }).click();
  await asking;
  await page.getByRole('button', { name: 'Put the key away' }).click();
  letGo();
  await (await answered).finished();
  await page.evaluate(() => new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume)))); // The page has taken it in by then.

  expect(await page.getByRole('button', { name: 'Put the key away' }).count()).toBe(0);
  expect(await page.evaluate(() => window.sessionStorage.getItem('incident-timeline-key'))).toBeNull();
  forgetTroubles(reader);
  await reader.leave();
});
