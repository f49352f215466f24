import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openBrowser, Reader } from './browser';

const demo = inject('demo');
const wait = { timeout: 15_000, interval: 100 };

/** The demo's "two more airports" of a military source: three quotations in two sentences. */
const airports = '#/fact/4f14df22-4ded-573e-aa85-f63f174b8a7c';

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser.close());

test('From a number of the picture, one click leads to the words it rests on', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-VOR');
  await reader.page.locator('[data-aspect="buildings-damaged"] a.value', { hasText: '6' }).click();

  await reader.page.locator('mark.own.value').first().waitFor();
  expect(await reader.page.locator('.pane mark.own.value').allInnerTexts()).toEqual(['counted six apartment blocks']);
  await reader.leave();
});

test('Every quotation is marked by its role, in its sentence', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.goTo(airports);
  await reader.page.locator('mark.own.value').first().waitFor();

  expect(await reader.page.locator('.pane mark.own.value').innerText()).toBe('Two more airports serving the city shut for a time');
  expect(await reader.page.locator('.pane mark.own.time').innerText()).toBe('during the night');
  expect(await reader.page.locator('.pane mark.own.speaker').innerText()).toBe('the source did not name them');
  expect((await reader.page.locator('.pane .around').allTextContents()).join('')).toContain('Two more airports serving the city shut for a time; ');
  await reader.leave();
});

test('The hash is computed anew in the browser, and matches', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.goTo(airports);

  await expect.poll(() => reader.page.locator('.hash .verdict').innerText(), wait).toBe('matches');
  await reader.leave();
});

test('Bytes that are not what was captured do not match', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.page.route('**/bytes', (route) => route.fulfill({ status: 200, body: 'Other words.' }));
  await reader.goTo(airports);

  await expect.poll(() => reader.page.locator('.hash .verdict').innerText(), wait).toBe('does not match');
  await reader.leave();
});

test('Without the browser’s cryptography the check is unavailable, and never called fine', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.page.addInitScript(() => Object.defineProperty(window.crypto, 'subtle', { value: undefined }));
  await reader.goTo(airports);

  await expect.poll(() => reader.page.locator('.hash .verdict').innerText(), wait).toBe('check unavailable');
  await reader.leave();
});

test('A fact that was not known at the moment looked at is told as that', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.goTo(`${airports}?knownAt=20`);
  await reader.page.getByText('No such fact was known then').waitFor();

  expect(reader.complaints.splice(0).every((one) => one.includes('404'))).toBe(true); // The browser complains of what the page asked for.
  await reader.page.getByRole('link', { name: 'Look at what is known now' }).click();
  await reader.page.locator('mark.own.value').first().waitFor();
  await reader.leave();
});

test('A reporting history says in words what changed, and marks the words that did', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.goTo('#/history/moscow-drones/passengers-stranded');
  await reader.page.locator('[data-step] blockquote mark').first().waitFor();

  expect(await reader.page.locator('[data-step]').nth(1).locator('.changes').innerText()).toMatch(/corrected \(against step 1\)/);
  expect(await reader.page.locator('figure svg[role=group]').getAttribute('aria-label')).toMatch(/2 steps by 1 voice/);
  await reader.leave();
});

test('What has no publication time stands apart in a reporting history', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.goTo('#/history/kaluga-two-drones/drones-down?place=RU-KLU');

  await reader.page.locator('[data-step]', { hasText: 'Radio Zhizdra' }).getByText('publication order unknown').waitFor();
  await reader.page.locator('figure').getByText('time unknown').waitFor();
  await reader.leave();
});

test('What the desk decided stands below a reporting history, by the steps and by what other facts say', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.goTo('#/history/kaluga-two-drones/drones-down?place=RU-KLU');

  const decided = reader.page.getByRole('region', { name: 'Desk decisions' });
  await decided.getByText('step 3 possibly distinct incident Drones brought down: 40. (Governor of Kaluga Oblast)').waitFor();
  await decided.getByText('step 3 upgrades status step 1').waitFor();
  expect(await decided.innerText()).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  await reader.leave();
});

test('A reporting history has a line per voice, and its steps are reached by keyboard', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.goTo('#/history/kaluga-two-drones/drones-down?place=RU-KLU');
  await reader.page.locator('[data-step]').nth(3).waitFor();
  expect(await reader.page.locator('figure .name .letter').allTextContents()).toEqual(['A', 'B', 'C']);
  expect(await reader.page.locator('figure .change').allTextContents()).toEqual(['1', '2 relays', '3 says it more surely', expect.stringMatching(/^4 . D$/)]); // Not by colour alone.

  await reader.page.getByRole('button', { name: /^Step 1: 2, / }).focus();
  await reader.page.keyboard.press('ArrowRight');
  expect(await reader.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/^Step 2: 2, .* relays$/);
  await reader.page.keyboard.press('End');
  expect(await reader.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/^Step 4: 2, Radio Zhizdra, publication time unknown/);
  await reader.page.keyboard.press('Enter');

  expect(await reader.page.evaluate(() => document.activeElement?.textContent)).toContain('Radio Zhizdra');
  await reader.leave();
});

test('A reporting history holds what was known, and lists what has no publication time where that is asked', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.goTo('#/history/kaluga-two-drones/drones-down?place=RU-KLU&knownAt=30');
  await expect.poll(() => reader.page.locator('[data-step]').count(), wait).toBe(2);

  await reader.goTo('#/history/kaluga-two-drones/drones-down?place=RU-KLU&publishedBy=2025-04-08T12:00:00Z');
  await reader.page.getByRole('region', { name: 'Publication time unknown' }).getByText('Radio Zhizdra').waitFor();
  expect(await reader.page.locator('[data-step]').count()).toBe(3);
  await reader.leave();
});

test('The history of another moment does not stand while the one asked for is long in coming', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.goTo('#/history/kaluga-two-drones/drones-down?place=RU-KLU&knownAt=30');
  await reader.page.locator('[data-step]').nth(1).waitFor();
  let answer = (): void => undefined;
  const held = new Promise<void>((resume) => (answer = resume));
  await reader.page.route(/history\?(?!.*knownAt)/, async (route) => {
    await held;
    await route.continue();
  });

  const standing = await reader.page.evaluate(async () => {
    window.location.hash = window.location.hash.replace('&knownAt=30', '');
    for (let frame = 0; frame < 4; frame++) {
      await new Promise(requestAnimationFrame);
    }
    return document.querySelectorAll('[data-step]').length;
  });
  expect(standing).toBe(0);
  await reader.page.getByText('Loading…').waitFor();
  answer();

  await expect.poll(() => reader.page.locator('[data-step]').count(), wait).toBe(4);
  await reader.leave();
});

test('Thirty voices who say as many things at one time, one of them three, are told apart', async () => {
  const reader = await Reader.come(browser, demo);
  const history = await (await fetch(`${demo}/incidents/kaluga-two-drones/aspects/drones-down/history?place=RU-KLU`)).json() as { readonly steps: readonly { readonly account: { readonly fact: string } }[] };
  const first = history.steps[0]?.account;
  const trace: unknown = await (await fetch(`${demo}/facts/${first?.fact}/trace`)).json();
  const voices = Array.from({ length: 32 }, (_, at) => Math.max(0, at - 2)); // The first of them three times, of one fact.
  const steps = voices.map((at) => ({ ...history.steps[0], account: { ...first, fact: at === 0 ? first?.fact : `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`, voice: { key: `voice-${at}`, name: `Regional Directorate for Emergency Situations, Office ${at}`, isAnonymous: false } } }));
  await reader.page.route('**/aspects/drones-down/history?**', (route) => route.fulfill({ json: { ...history, steps } }));
  await reader.page.route('**/facts/*/trace**', (route) => route.fulfill({ json: trace }));

  await reader.goTo('#/history/kaluga-two-drones/drones-down?place=RU-KLU');
  await expect.poll(() => reader.page.locator('[data-step]').count(), wait).toBe(32);

  const names = await reader.page.locator('figure .name').evaluateAll((all) => all.map((name) => name.getBoundingClientRect()).map(({ top, height }) => ({ top, height })));
  expect(names).toHaveLength(30);
  const heights = names.map((name) => name.top).sort((one, other) => one - other);
  expect(heights.slice(1).every((top, at) => top - (heights[at] ?? 0) >= 12)).toBe(true); // None is written over another.
  await reader.leave();
});

test('A superseded fact leads to what took its place, and a list of documents to its document', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.goTo('#/fact/147afbae-e787-5993-bd41-e15712bf962a');
  await reader.page.getByRole('link', { name: 'A newer statement of the same voice' }).click();
  await reader.page.getByRole('heading', { name: /^Corrected: Passengers stranded/ }).waitFor();

  await reader.page.getByRole('link', { name: 'Documents', exact: true }).click();
  await reader.page.getByRole('row', { name: /Morning bulletin.*Radio Zhizdra.*not known/ }).getByRole('link', { name: /Morning bulletin/ }).click();

  await reader.page.getByText('Transcription.').waitFor();
  await reader.leave();
});
