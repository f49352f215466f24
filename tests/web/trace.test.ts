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
  expect(await reader.page.locator('figure svg[role=img]').getAttribute('aria-label')).toMatch(/2 steps by 1 voice/);
  await reader.leave();
});

test('What has no publication time stands apart in a reporting history', async () => {
  const reader = await Reader.come(browser, demo);
  await reader.goTo('#/history/kaluga-two-drones/drones-down?place=RU-KLU');

  await reader.page.locator('[data-step]', { hasText: 'Radio Zhizdra' }).getByText('publication order unknown').waitFor();
  await reader.page.locator('figure').getByText('time unknown').waitFor();
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
