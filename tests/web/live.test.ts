import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, Reader } from './browser';
import { Server } from './server';

/** Words that do harm where a page takes them for more than words. Characters that turn the direction of text are refused here; they come with documents. */
const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script> =HYPERLINK("http://x")';

let browser: Browser;
let server: Server;
let analyst: string;
let reader: Reader;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), Server.start({ demo: false })]);
  analyst = await server.key('analyst');
  await server.post('/sources', analyst, { id: 'wire', kind: 'agency', name: 'Wire <b>of</b> the river' });
  await server.post('/incidents', analyst, { id: 'night', title: 'Night over <i>Kaluga</i>' });
  reader = await Reader.come(browser, server.url, { key: analyst });
});

afterAll(async () => {
  await reader.context.close();
  await browser.close();
  await server.stop();
});

async function report(drones: number, reportedAt: string): Promise<string> {
  const factId = randomUUID();
  const raw = Buffer.from(`${hostile};${drones}`).toString('base64');
  await server.post('/incidents/night/facts', analyst, {
    factId,
    claim: { type: 'DroneDownReported', count: { value: drones } },
    places: [{ precision: 'admin1', region: 'RU-KLU', asStated: hostile }],
    attribution: { publisher: 'wire' },
    eventTime: { kind: 'exact', earliest: '2026-05-14T00:00:00Z', latest: '2026-05-14T01:00:00Z', asStated: hostile },
    statusCue: hostile,
    reportedAt,
    line: { fileSha256: 'a'.repeat(64), number: drones, raw },
  });
  return factId;
}

test('A new fact shows without a reload', async () => {
  await reader.goTo('#/picture/RU-KLU');
  await reader.page.getByText('Nothing is reported here').waitFor();

  await report(2, '2026-05-14T08:00:00Z');

  await reader.page.locator('[data-aspect="drones-down"]').getByRole('link', { name: '2', exact: true }).waitFor();
  expect(reader.complaints).toEqual([]);
});

test('Texts of sources are shown as text, whatever they hold', async () => {
  const text = await reader.page.locator('main').innerText();

  expect(text).toContain('Wire <b>of</b> the river');
  expect(text).toContain('Night over <i>Kaluga</i>');
  expect(text).toContain('<script>document.title=2</script>');
  expect(await reader.page.title()).not.toMatch(/^[12]$/);
  expect(await reader.page.locator('main img[src="x"], main script, main b, main i').count()).toBe(0);
  expect(await reader.page.locator('main .words').filter({ hasText: 'HYPERLINK' }).first().evaluate((words) => getComputedStyle(words).unicodeBidi)).toBe('isolate');
});

test('In the past the page stands still, and says how much is newer', async () => {
  const head = Number((await (await fetch(`${server.url}/health/ready`)).json() as { head: number }).head);
  await reader.goTo(`#/picture/RU-KLU?knownAt=${head}`);
  await reader.page.getByText('The page stands still.').waitFor();

  await report(3, '2026-05-14T09:00:00Z');

  await reader.page.getByText('1 event is newer.').waitFor();
  await reader.page.locator('[data-aspect="drones-down"]').getByRole('link', { name: '2', exact: true }).waitFor();
});

test('A lost connection is shown and mended', async () => {
  await reader.goTo('#/picture/RU-KLU');
  await reader.page.getByText(/Live ·/).waitFor();

  await reader.page.locator('[data-aspect="drones-down"]').getByRole('link', { name: '3', exact: true }).waitFor();

  const navigation = () => reader.page.getByRole('navigation', { name: 'Screens' }).boundingBox(); // Its room, too: with less of it links go into another line.
  const [bar, before] = [reader.page.getByRole('region', { name: 'As of' }), await navigation()];
  await bar.getByText('Known to now').waitFor();

  await server.kill();
  await reader.page.getByRole('banner').getByText('Connection lost').waitFor();
  await bar.getByText(/Known to \d+ \w+ \d{4}, \d\d:\d\d(:\d\d)? UTC \(position \d+\); connection lost since \d\d:\d\d(:\d\d)? UTC/).waitFor();
  expect(await bar.getByText('now', { exact: true }).count()).toBe(0); // Nothing is known of now.
  expect(await navigation()).toEqual(before);
  await reader.page.locator('[data-aspect="drones-down"]').getByRole('link', { name: '3', exact: true }).waitFor(); // What was shown stays.

  await server.start();
  await reader.page.getByText(/Live ·/).waitFor();
  await bar.getByText('Known to now').waitFor();
  await report(4, '2026-05-14T10:00:00Z');
  await reader.page.locator('[data-aspect="drones-down"]').getByRole('link', { name: '4', exact: true }).waitFor();
});

test('A screen opened in an outage comes when the service is back', async () => {
  await reader.goTo('#/incidents');
  await reader.page.getByText(/Live ·/).waitFor();

  await server.kill();
  await reader.page.getByRole('banner').getByText('Connection lost').waitFor();
  await reader.page.getByRole('navigation').getByRole('link', { name: 'Fact types' }).click();
  await reader.page.getByText('It is loaded as soon as the service is back').waitFor();

  await server.start();
  await reader.page.getByRole('link', { name: 'AirportClosed' }).first().waitFor();
});

test('Without a key nothing is shown, and the way to one is', async () => {
  const stranger = await Reader.come(browser, server.url);
  await stranger.goTo('#/picture/RU-KLU');
  await stranger.page.getByRole('alert').first().getByRole('link', { name: 'Show a key' }).click();

  await stranger.page.getByLabel('Key', { exact: true }).fill(`${analyst.slice(0, -3)}xxx`);
  await stranger.page.getByRole('button', { name: 'Use it' }).click();
  await stranger.page.getByRole('alert').waitFor();

  await stranger.page.getByLabel('Key', { exact: true }).fill(analyst);
  await stranger.page.getByRole('button', { name: 'Use it' }).click();
  await stranger.page.getByText('You are test-analyst').waitFor();
  await stranger.page.getByRole('link', { name: 'IncidentTimeline' }).click();
  await stranger.page.locator('[data-aspect="drones-down"]').getByRole('link', { name: '4', exact: true }).waitFor();
  await stranger.context.close();
});
