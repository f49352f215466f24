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

  await reader.page.getByRole('link', { name: 'Back to now' }).press('Enter');
  await reader.page.getByRole('region', { name: /Forty drones/ }).first().waitFor();
  expect(reader.page.url()).not.toContain('knownAt');
  expect(await reader.page.evaluate(() => document.activeElement?.textContent)).toBe('Look at another moment'); // The link is gone.

  await reader.page.goBack();
  await reader.page.getByText('The page stands still.').waitFor();
});

test('What changed since a chosen moment is listed with its cause', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-KLU?since=24');

  const changes = reader.page.getByRole('region', { name: 'Changes' });
  await changes.getByRole('link', { name: 'Drones brought down' }).first().waitFor();
  const support = changes.locator('[data-change="support"]');
  expect(await support.innerText()).toMatch(/2 as before, by 4 claims, before by 1/); // Not "2 → 2".
  expect(await support.innerText()).not.toContain('→');
  const causes = await support.locator('.causes a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  expect(causes.length).toBeGreaterThan(0);
  expect(causes.every((href) => href.startsWith('#/fact/'))).toBe(true);
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

test('A moment that is none is refused at its field, with what would be right', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-KLU');
  await reader.page.getByText(/Live ·/).waitFor();
  await reader.page.getByRole('button', { name: 'Look at another moment' }).click();
  const known = reader.page.getByLabel('Known to');

  for (const [typed, told] of [['-5', 'A position is a whole number from 0 to 111, where the log ends.'], ['500', 'The log ends at position 111.'], ['2999-01-01 00:00', 'That time has not come yet'], ['last night', 'is neither a position nor a time']] as const) {
    await known.fill(typed);
    await known.press('Enter');
    await reader.page.getByRole('alert').filter({ hasText: told }).waitFor();
    expect(await known.getAttribute('aria-invalid')).toBe('true');
    expect(reader.page.url()).not.toContain('knownAt');
  }
  await reader.page.getByLabel('World at (UTC)').fill('2025-02-30 09:30');
  await reader.page.getByLabel('World at (UTC)').press('Enter');
  await reader.page.getByRole('alert').filter({ hasText: 'no such day' }).waitFor();

  await known.fill('2026-01-01 03:00 +03:00');
  await known.press('Enter');
  await expect.poll(() => reader.page.url()).toContain('knownAt=2026-01-01T00:00:00Z'); // As UTC, whatever the reader's clock says.
  expect(await known.inputValue()).toBe('2026-01-01 00:00');
});

test('An address beyond the end of the log says where the log ends', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-KLU?knownAt=500&since=700');
  const bar = reader.page.getByRole('region', { name: 'As of' });

  await bar.getByText(/Known to position 500; the log ends at position 111/).waitFor();
  await reader.page.getByRole('region', { name: 'Changes' }).getByText('The log ends at position 111; nothing can have changed since position 700.').waitFor();
  await reader.goTo('#/picture/RU-KLU?knownAt=2999-01-01T00:00:00Z');
  await bar.getByText(/which has not come yet; the log ends at position 111/).waitFor();
  await reader.goTo('#/picture/RU-KLU?knownAt=-5');
  await bar.getByText('which is neither a position nor a time').waitFor();
  expect(await reader.page.locator('body').innerText()).not.toContain('NaN');
  // The browser notes each 400, some of them later than the page has told it: of the list, the picture and the conflicts.
  await expect.poll(() => ['/regions?', '/regions/RU-KLU/picture?', '/conflicts?'].filter((path) => !reader.complaints.some((one) => one.includes(path))), { timeout: 15_000 }).toEqual([]);
  reader.complaints.splice(0);
});

test('The answer to another address is never shown while the one asked for is long in coming', async () => {
  reader = await Reader.come(browser, demo);
  let release = (): void => undefined;
  const released = new Promise<void>((resume) => (release = resume));
  await reader.page.route((url) => /picture/.test(url.pathname) && (url.pathname.includes('RU-VOR') || url.searchParams.get('knownAt') === '30' || url.searchParams.get('to') === '30'), async (route) => {
    await released;
    await route.continue().catch(() => undefined); // Nobody waits for some of them any more.
  });
  await reader.goTo('#/picture/RU-KLU?since=24');
  const [drones, changes] = [reader.page.getByRole('region', { name: /Forty drones/ }), reader.page.getByRole('region', { name: 'Changes' })];
  await drones.first().waitFor();
  await changes.getByRole('link').first().waitFor();

  const down = 600;
  await reader.page.evaluate((y) => window.scrollTo(0, y), down);
  await reader.page.evaluate(() => (window.location.hash = '#/picture/RU-KLU?since=24&knownAt=30'));
  await reader.page.getByText('The page stands still.').waitFor();
  expect(await drones.count()).toBe(0); // Recorded later.
  expect(await changes.count()).toBe(0);
  expect(await reader.page.evaluate(() => window.scrollY)).toBe(down); // The page has not jumped to its top.

  await reader.page.evaluate(() => (window.location.hash = '#/picture/RU-VOR'));
  await reader.page.getByText('Loading Voronezh…').waitFor();
  expect(await reader.page.getByRole('heading', { level: 1 }).count()).toBe(0);
  expect(await reader.page.getByText('Nothing changed').count()).toBe(0);

  release();
  await reader.page.getByRole('heading', { level: 1, name: 'Voronezh' }).waitFor();
});

test('The map says nothing of a moment whose reports are not known yet', async () => {
  reader = await Reader.come(browser, demo);
  let release = (): void => undefined;
  const released = new Promise<void>((resume) => (release = resume));
  await reader.page.route((url) => url.pathname === '/regions' && url.searchParams.get('knownAt') === '40', async (route) => {
    await released;
    await route.continue();
  });
  await reader.goTo('#/picture/RU-KLU');
  const map = reader.page.getByRole('group', { name: /^Map of/ });
  await map.getByRole('link', { name: /^Voronezh/ }).waitFor();

  await reader.page.evaluate(() => (window.location.hash = '#/picture/RU-KLU?knownAt=40'));
  await reader.page.getByText('The page stands still.').waitFor();
  expect(await reader.page.getByText('What is reported is not known yet.').count()).toBe(1);
  expect(await map.getByRole('link', { name: /incident/ }).count()).toBe(0);
  expect(await map.locator('a[href*="/RU-KRS"] path').getAttribute('fill')).not.toMatch(/nothing/);
  expect(await reader.page.getByRole('complementary', { name: 'Regions' }).getByRole('listitem').filter({ hasText: 'RU-VOR' }).count()).toBe(0);

  release();
  await map.getByRole('link', { name: /^Kaluga: 1 incident/ }).waitFor();
});

test('What is put in the negative is never taken for its opposite', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-KLU');

  const forty = reader.page.getByRole('region', { name: /Forty drones over Kaluga/ });
  expect(await forty.locator('[data-aspect="people-killed"]').innerText()).toMatch(/\b0\s+preliminary\s+Governor/); // Not "0, negated".
  const two = reader.page.getByRole('region', { name: /Two drones over Kaluga/ });
  expect(await two.locator('[data-aspect="people-injured"]').first().innerText()).toMatch(/none reported\s+\(not the same as 0\)/);
  expect(await reader.page.locator('main').innerText()).not.toMatch(/negated/);
});

test('Claims that nobody reviewed are counted once, and words of the trade are explained on demand', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-KLU');
  await reader.page.getByRole('link', { name: '40', exact: true }).waitFor();

  expect((await reader.page.locator('main').innerText()).match(/unreviewed/g)).toHaveLength(1);
  expect(await reader.page.getByText('policy v1').isVisible()).toBe(false);
  await reader.page.getByText('What the words mean').click();
  await reader.page.getByText('policy v1').waitFor();
});

test('With what had been published by then, undated claims are counted and listed', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-KLU?publishedBy=2024-05-14T06:00:00Z');

  const undated = reader.page.getByRole('region', { name: 'Undated claims' });
  await undated.getByRole('heading', { name: '1 undated claim' }).waitFor();
  await undated.getByRole('link', { name: 'Drones brought down: 2.' }).waitFor();
  await reader.page.getByRole('link', { name: 'Back to now' }).click();
  await reader.page.getByRole('region', { name: /Forty drones/ }).first().waitFor();
});

test('A region typed in small letters is offered as what it is', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/ru-tul?knownAt=100');

  await reader.page.getByRole('alert').getByRole('link', { name: 'Tula (RU-TUL)' }).click(); // Of which nothing is reported, so no list has it.
  await reader.page.getByRole('heading', { level: 1, name: 'Tula' }).waitFor();
  expect(reader.page.url()).toMatch(/#\/picture\/RU-TUL\?knownAt=100$/);
  reader.complaints.splice(0); // The browser notes the 404.
});

test('The way back leads to the same view, at the same height', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/picture/RU-KLU');
  await reader.page.getByRole('link', { name: '40', exact: true }).waitFor();
  const down = 700;
  await reader.page.evaluate((y) => window.scrollTo(0, y), down);
  await expect.poll(() => reader.page.evaluate(() => window.scrollY)).toBe(down);
  await reader.page.evaluate(() => new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume)))); // Browsers tell of it with the next frame.

  await reader.page.evaluate(() => document.querySelector<HTMLAnchorElement>('li a[href^="#/picture/RU-VOR"]')?.click());
  await reader.page.getByRole('heading', { level: 1, name: 'Voronezh' }).waitFor();
  expect(await reader.page.evaluate(() => window.scrollY)).toBe(0);

  await reader.page.goBack();
  await reader.page.getByRole('heading', { level: 1, name: 'Kaluga' }).waitFor();
  await expect.poll(() => reader.page.evaluate(() => window.scrollY), { timeout: 5_000 }).toBe(down);
  await reader.page.goForward();
  await reader.page.getByRole('heading', { level: 1, name: 'Voronezh' }).waitFor();
});

test.for([1280, 390])('What can be clicked is 24 pixels high at least, at %i', async (width) => {
  reader = await Reader.come(browser, demo, { viewport: { width, height: 800 } });
  await reader.goTo('#/picture/RU-KLU?since=24&knownAt=111');
  await reader.page.getByRole('link', { name: '40', exact: true }).first().waitFor();
  await reader.page.getByRole('region', { name: 'Changes' }).getByRole('link').first().waitFor();

  const small = await reader.page.locator('body').locator('a, button, summary, input, select').evaluateAll((targets) => targets
    .filter((target) => target.closest('svg, .skip') === null && target.getClientRects().length > 0)
    .filter((target) => target.getBoundingClientRect().height < 24)
    .map((target) => target.outerHTML.slice(0, 120)));
  expect(small).toEqual([]);
});

test('A theme is there at once, also for readers who want no motion', async () => {
  reader = await Reader.come(browser, demo, { reducedMotion: 'reduce' });
  await reader.goTo('#/picture/RU-KLU');
  await reader.page.locator('a.voice').first().waitFor();

  const colour = await reader.page.evaluate(() => {
    const voice = document.querySelector('a.voice');
    const before = voice === null ? '' : getComputedStyle(voice).color;
    document.documentElement.dataset['theme'] = 'dark';
    return [before, voice === null ? '' : getComputedStyle(voice).color];
  });
  expect(colour).toEqual(['rgb(19, 32, 43)', 'rgb(230, 237, 243)']); // The ink of either theme, however deep it is inherited.
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
