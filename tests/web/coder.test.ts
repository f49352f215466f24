import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, Reader } from './browser';
import { Coder } from './coder';
import { Server } from './server';

let browser: Browser;
let server: Server;
let analyst: string;
let reader: Reader;
let coder: Coder;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), Server.start({ demo: false })]);
  analyst = await server.key('analyst');
  await server.post('/sources', analyst, { id: 'wire', kind: 'agency', name: 'Wire of the river' });
  await server.post('/sources', analyst, { id: 'evening', kind: 'outlet', name: 'Evening paper' });
  await server.post('/incidents', analyst, { id: 'night', title: 'Night over Kaluga' });
  reader = await Reader.come(browser, server.url, { key: analyst });
  coder = new Coder(reader, server.url, analyst);
});

afterAll(async () => {
  await reader.context.close();
  await browser.close();
  await server.stop();
});

test('Words that show a time or status already are no value, too', async () => {
  await coder.capture('Two drones fell last night, the governor said. A third one fell.\n', 'Wire');
  await coder.choose('/incident', 'Night over Kaluga');
  await coder.select('Two drones fell');
  await coder.press('1');
  await coder.select('last night');
  await coder.press('4', 'Enter', 'd', 'o', 'w', 'Enter', '2', 'Control+Enter');
  await coder.recorded();

  expect((await coder.facts())[0]?.quotations.map((one) => [one.role, one.exact])).toEqual([['value', 'Two drones fell'], ['time', 'last night']]);
});

test('Words typed into a list and not chosen are told, and the choice before is not recorded in their place', async () => {
  await coder.select('A third one fell');
  await coder.press('Enter', 'd', 'o', 'w', 'Enter', '1');
  await coder.page.getByRole('button', { name: 'Change', exact: true }).click();
  await coder.field('/attribution/publisher').fill('Eve');
  await coder.press('Control+Enter');

  await coder.page.getByText('Not sent: Choose one of the list').waitFor();
  expect(await coder.field('/attribution/publisher').evaluate((field) => field === document.activeElement)).toBe(true);
  await coder.press('Escape', 'Control+Enter'); // It is left as it was.
  await coder.recorded();
  expect((await coder.facts()).map((one) => one.attribution.publisher)).toEqual(['wire', 'wire']);
});

test('Half a date is told, and not taken for none', async () => {
  await coder.select('the governor said');
  await coder.press('Enter', ...'statement issued', 'Enter');
  await coder.page.keyboard.type('Two drones fell.');
  await coder.page.locator('summary', { hasText: 'own report time' }).click();
  await coder.field('/reportedAt').focus();
  await coder.page.keyboard.type('14052026');
  await coder.press('Control+Enter');

  await coder.page.getByText(/^Not sent:/).waitFor();
  expect(await coder.facts()).toHaveLength(2);
});

test('Keys of an input method neither code nor record, and write nothing into the text', async () => {
  await coder.select('A third one fell');
  const before = await coder.text.textContent();
  const rests = await coder.page.locator('.quotations li').count();
  await coder.text.evaluate((text) => {
    for (const init of [{ key: 'Enter' }, { key: '2' }, { key: 'Enter', ctrlKey: true }]) {
      text.dispatchEvent(new KeyboardEvent('keydown', { ...init, isComposing: true, bubbles: true, cancelable: true }));
    }
  });
  const devtools = await reader.context.newCDPSession(coder.page);
  await devtools.send('Input.imeSetComposition', { text: '無人', selectionStart: 2, selectionEnd: 2 });
  await devtools.send('Input.insertText', { text: '無人機' });

  await expect.poll(() => coder.text.textContent()).toBe(before);
  expect(await coder.page.locator('.quotations li').count()).toBe(rests);
  expect(await coder.facts()).toHaveLength(2);
  await coder.page.getByRole('button', { name: 'Discard', exact: true }).click();
  await coder.page.getByRole('button', { name: 'Bring it back' }).click();
  expect(await coder.page.locator('.quotations li').count()).toBe(rests);
  await coder.page.getByRole('button', { name: 'Discard', exact: true }).click();
});

test('A source registered on the spot is chosen, and listed once', async () => {
  await coder.page.getByRole('button', { name: 'Change', exact: true }).click();
  await coder.field('/attribution/publisher').fill('Radio of the river');
  await coder.press('Enter');
  await expect.poll(() => coder.page.getByLabel('Name', { exact: true }).evaluate((field) => field === document.activeElement)).toBe(true);
  await coder.press('Enter');
  await expect.poll(() => coder.field('/attribution/publisher').inputValue()).toBe('Radio of the river');
  await new Promise((resume) => setTimeout(resume, 3_000)); // The list of the service has it, too, by then.
  await coder.field('/attribution/publisher').click();

  expect(await coder.page.getByRole('option', { name: /^Radio of the river/ }).count()).toBe(1);
  await coder.press('Escape');
  await coder.page.getByRole('button', { name: 'Discard', exact: true }).click();
  expect(reader.complaints).toEqual([]);
});

test('That one fact repeats another stands in the log', async () => {
  const [first] = await coder.facts();
  await coder.capture('The wire says two drones were shot down.\n', 'Evening');
  await coder.choose('/incident', 'Night over Kaluga');
  await coder.page.getByRole('link', { name: 'Drones brought down: 2.' }).waitFor();
  await coder.select('two drones were shot down');
  await coder.press('f', 'r', 'Control+Enter');
  await coder.recorded();

  const [repeating] = await coder.facts();
  await expect.poll(async () => {
    const lines = await (await fetch(`${server.url}/events?after=0&type=RelationAsserted`, { headers: { Authorization: `Bearer ${analyst}`, Accept: 'application/x-ndjson' } })).text();
    return lines.split('\n').filter((line) => line.includes('"RelationAsserted"')).map((line) => (JSON.parse(line) as { readonly data: unknown }).data);
  }).toMatchObject([{ fact: repeating?.factId, relation: 'repeats', to: first?.factId }]);
});

test('Two tabs at one document keep their own work', async () => {
  const sha256 = coder.sha256;
  await coder.select('The wire says');
  await coder.press('1');
  await coder.page.getByText('Unsent: kept on this machine.').waitFor();
  await new Promise((resume) => setTimeout(resume, 500));
  const second = await reader.context.newPage();
  await second.addInitScript((value) => window.sessionStorage.setItem('incident-timeline-key', value), analyst);
  await second.goto(`${server.url}/#/record/${sha256}`);
  await second.getByText('There is unsent work of another tab').waitFor();
  await second.locator('[id="at-note"]').evaluate((note) => note.closest('details')?.setAttribute('open', ''));
  await second.locator('[id="at-note"]').fill('Of the second tab.');
  await new Promise((resume) => setTimeout(resume, 500));
  await second.close();

  await coder.page.reload();
  await coder.page.getByText('Unsent work is back').waitFor();
  expect(await coder.page.locator('.quotations li').innerText()).toContain('The wire says');
  await coder.page.getByRole('button', { name: 'Discard it' }).click();
});

test('A key that is revoked in the midst loses no work: with another one it is recorded', async () => {
  const admin = await server.key('admin');
  const made = await (await server.post('/keys', admin, { name: 'short', roles: ['analyst'] })).json() as { readonly secret: string };
  const short = await Reader.come(browser, server.url);
  const theirs = new Coder(short, server.url, analyst);
  await short.goTo('#/key');
  await short.page.getByLabel('Key', { exact: true }).fill('ключ');
  await short.page.getByRole('button', { name: 'Use it' }).click();
  await short.page.getByText('This is no key').waitFor();
  await short.page.getByLabel('Key', { exact: true }).fill(made.secret);
  await short.page.getByRole('button', { name: 'Use it' }).click();
  await short.page.getByText('You are short').waitFor();
  await theirs.capture('Four drones were seen.\n', 'Evening');
  await theirs.choose('/incident', 'Night over Kaluga');
  await theirs.select('Four drones were seen');
  await theirs.press('Enter', 'd', 'o', 'w', 'Enter', '4');
  const revoked = await fetch(`${server.url}/keys/${made.secret.split('_')[1] ?? ''}`, { method: 'DELETE', headers: { Authorization: `Bearer ${admin}` } });
  expect(revoked.ok).toBe(true);

  await theirs.press('Control+Enter');
  await short.page.getByRole('region', { name: 'Fact', exact: true }).getByRole('link', { name: 'Show a key' }).click();
  await expect.poll(() => short.page.getByText('You are short').count()).toBe(0);
  await short.page.getByLabel('Key', { exact: true }).fill(analyst);
  await short.page.getByRole('button', { name: 'Use it' }).click();
  await short.page.getByText('You are test-analyst').waitFor();
  await short.page.goBack();
  await short.page.getByText('Unsent work is back').waitFor();
  await theirs.field('/claim/count/value').focus();
  await theirs.press('Control+Enter');
  await theirs.recorded();

  expect(await theirs.facts()).toHaveLength(1);
  await short.context.close();
});

test('A service that is started anew in the midst records it once', async () => {
  const sha256 = await coder.capture('Five drones were seen. 🛩\n', 'Evening');
  await coder.choose('/incident', 'Night over Kaluga');
  await coder.select('Five drones were seen');
  await coder.press('Enter', 'd', 'o', 'w', 'Enter', '5');
  await server.kill();
  await coder.press('Control+Enter');
  await coder.page.getByText('Whether it was recorded is not known.').waitFor();
  expect(await coder.page.getByRole('button', { name: 'Send it again' }).evaluate((button) => button === document.activeElement)).toBe(true);

  await server.start();
  await coder.page.getByRole('button', { name: 'Send it again' }).click();
  await coder.recorded();

  expect(await coder.facts(sha256)).toHaveLength(1);
  reader.complaints.length = 0; // Of the service that was away.
});

test('A long and hostile document is coded letter for letter', async () => {
  const hostile = `\ufeff<script>document.title=1</script> =HYPERLINK("http://x")\r\n\u202eodd\u202c ${'е\u0301🛩'.repeat(20_000)} end.\r\n${'x'.repeat(50_000)}\r\nSix 🛩 drones fell.\r\n`;
  await coder.capture(hostile, 'Evening');
  await coder.choose('/incident', 'Night over Kaluga');
  await coder.select('Six 🛩 drones fell');
  await coder.press('Enter', 'd', 'o', 'w', 'Enter', '6', 'Control+Enter');
  await coder.recorded();

  expect((await coder.facts())[0]?.quotations).toMatchObject([{ exact: 'Six 🛩 drones fell', start: [...hostile.slice(0, hostile.indexOf('Six'))].length }]);
  expect(await coder.text.textContent()).toBe(hostile);
  expect(await coder.text.locator('[data-unseen="U+202E"]').evaluate((unseen) => [getComputedStyle(unseen).unicodeBidi, getComputedStyle(unseen, '::after').unicodeBidi])).toEqual(['isolate', 'isolate']);
  expect(await coder.page.title()).not.toBe('1');
  expect(reader.complaints).toEqual([]);
});

test('A reporter records, with a report time of the fact’s own, and leaves the rest to an analyst', async () => {
  const reporter = await server.key('reporter');
  const theirs = await Reader.come(browser, server.url, { key: reporter });
  const records = new Coder(theirs, server.url, analyst);
  await theirs.goTo('#/record');
  await records.field('/text').fill('Seven drones were seen.');
  await records.choose('/publisher', 'Evening');
  await records.field('/publishedAt').fill('2026-05-14T09:30');
  await theirs.page.getByRole('button', { name: 'Capture and code it' }).click();
  await records.ready();
  expect(await theirs.page.getByRole('button', { name: 'Say when it was published' }).count()).toBe(0);
  await records.choose('/incident', 'Night over Kaluga');
  await records.select('Seven drones were seen');
  await records.press('f', 'r');
  await records.press('Control+Enter');
  await records.recorded();

  await theirs.page.getByText('That it repeats the other is for an analyst to assert.').waitFor();
  expect((await records.facts())[0]).toMatchObject({ reportedAt: '2026-05-14T09:30:00Z' });
  await theirs.page.getByRole('link', { name: 'Another document' }).click();
  expect(await theirs.page.getByText('Unsent work is back').count()).toBe(0);
  await theirs.context.close();
});

test('A finger that presses the bar keeps what is selected', async () => {
  const phone = await Reader.come(browser, server.url, { key: analyst, hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });
  const theirs = new Coder(phone, server.url, analyst);
  await theirs.capture('Eight drones were seen.\n', 'Evening');
  await theirs.select('Eight drones');
  await phone.page.getByRole('button', { name: '1 value' }).tap();

  await theirs.page.locator('.quotations li', { hasText: 'Eight drones' }).waitFor();
  await phone.page.getByRole('button', { name: 'Code it' }).tap();
  expect(await theirs.page.locator('.quotations li').count()).toBe(1);
  await phone.context.close();
});

test('A text that is too long to be shown is not coded here', async () => {
  const text = Buffer.from('Nine drones were seen.\n'.repeat(45_000));
  const { sha256 } = (await (await server.post('/documents', analyst, { publisher: 'evening', bytes: text.toString('base64') })).json()) as { readonly sha256: string };

  await reader.goTo(`#/record/${sha256}`);

  await reader.page.getByText('Too long to be coded here').waitFor();
  await reader.page.getByText('A fact is coded here by words that the page shows.').waitFor();
  expect(await coder.field('/claim').count()).toBe(0);
});

test('Who types on while an incident is being opened stays where they type', async () => {
  let answer = (): void => undefined;
  const held = new Promise<void>((resume) => (answer = resume));
  await coder.page.route('**/incidents', async (route) => {
    await (route.request().method() === 'POST' ? held : undefined);
    await route.continue();
  });
  await coder.capture('Ten drones were seen.\n', 'Evening');
  await coder.field('/incident').fill('Another night');
  await coder.press('Enter');
  const form = coder.page.getByRole('group', { name: 'Open an incident' });
  await form.getByRole('button', { name: 'Open an incident' }).click();
  await coder.field('/places/0/region').focus();
  answer();
  await form.waitFor({ state: 'detached' });

  expect(await coder.field('/places/0/region').evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await coder.field('/incident').inputValue()).toBe('Another night');
  await coder.page.unroute('**/incidents');
});
