import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { openBrowser, Reader } from './browser';
import { Server } from './server';

const demo = inject('demo');
const wait = { timeout: 15_000, interval: 50 };

/** Facts in the chart at once. */
const factsMax = 5_000;

let browser: Browser;
let reader: Reader;

beforeAll(async () => {
  browser = await openBrowser();
});

afterEach(() => reader.leave());

afterAll(() => browser.close());

/** Opens a replay and returns when its changes are read. */
async function open(fragment: string, url = demo): Promise<Page> {
  reader = await Reader.come(browser, url);
  await reader.goTo(fragment);
  await reader.page.locator('.steps li').first().waitFor();
  await reader.page.locator('section.picture[aria-busy=false]').waitFor();
  return reader.page;
}

function cut(page: Page, name: 'knownAt' | 'publishedBy' | 'eventTime' | 'span' | 'axis'): string | null {
  return new URLSearchParams(page.url().split('?')[1] ?? '').get(name);
}

async function standsAt(page: Page, knownAt: string | null): Promise<void> {
  await expect.poll(() => cut(page, 'knownAt'), wait).toBe(knownAt);
}

test('Arrow keys go to the next and the previous change, and the address follows', async () => {
  const page = await open('#/replay?region=RU-KLU&knownAt=76');

  await page.keyboard.press('ArrowRight');
  await standsAt(page, '77');
  await page.locator('.told').getByText(/Change 18 of 20/).waitFor();
  expect(await page.locator('.told').innerText()).toMatch(/40 as before, with 1 competing account \(36\)/);

  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await standsAt(page, '73');
  await page.locator('.steps li.current', { hasText: '#73' }).waitFor();
});

test('Home is the first change, and End the last, also where it only dates what was said', async () => {
  const page = await open('#/replay?region=RU-KLU');

  await page.keyboard.press('Home');
  await standsAt(page, '24');
  await page.keyboard.press('End');
  await standsAt(page, '111');

  await page.locator('.told').getByText('A document’s publication time was asserted: 21 May 2025, 06:10 UTC.').waitFor();
  expect(await page.locator('.told').innerText()).toMatch(/claims got a date; no value changed/);
  expect(await page.locator('.told').innerText()).toMatch(/dated Drones brought down: 40: undated → .*; published: unknown → 21 May 2025, 06:10 UTC/);
});

test('A step that was not read yet is waited for', async () => {
  reader = await Reader.come(browser, demo);
  let answer = (): void => undefined;
  const held = new Promise<void>((resume) => (answer = resume));
  await reader.page.route('**/changes?**', async (route) => {
    await held;
    await route.continue();
  });
  await reader.goTo('#/replay?region=RU-KLU');
  await reader.page.getByText('Reading the changes…').waitFor();
  await reader.page.getByText('21 facts').waitFor();

  await reader.page.keyboard.press('Home');
  await reader.page.getByText('Goes there as soon as it is read.').waitFor();
  expect(cut(reader.page, 'knownAt')).toBeNull();
  const chart = await reader.page.getByRole('region', { name: 'Chart' }).elementHandle();
  answer();

  await standsAt(reader.page, '24');
  await reader.page.locator('section.picture[aria-busy=false]').waitFor();
  expect(await chart?.evaluate((one) => one.isConnected)).toBe(true); // The screen is the one that it was, not made anew.
});

/** Makes pictures come late, and tells in which order they were asked for and came. */
async function slowPictures(page: Page, milliseconds: number): Promise<readonly string[]> {
  const told: string[] = [];
  const knownAt = (url: string): string => new URL(url).searchParams.get('knownAt') ?? 'now';
  await page.route('**/regions/RU-KLU/picture?**', async (route) => {
    told.push(`asked for ${knownAt(route.request().url())}`);
    await new Promise((resume) => setTimeout(resume, milliseconds));
    await route.continue().catch(() => undefined); // Nobody waits for it any more.
  });
  page.on('requestfinished', (request) => {
    if (request.url().includes('/regions/RU-KLU/picture?')) {
      told.push(`${knownAt(request.url())} came`);
    }
  });
  return told;
}

const inTurn = ['asked for 39', '39 came', 'asked for 40', '40 came', 'asked for 70', '70 came', 'asked for 71'];

test('Playing shows each step in its turn however slow the answers are, and space pauses it', async () => {
  const page = await open('#/replay?region=RU-KLU&knownAt=38&speed=4');
  const told = await slowPictures(page, 600); // Longer than a step is shown.

  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await standsAt(page, '71');
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();

  await expect.poll(() => told.slice(0, inTurn.length), wait).toEqual(inTurn);
});

test('A key that is held steps no faster than the pictures come', async () => {
  const page = await open('#/replay?region=RU-KLU&knownAt=38');
  const told = await slowPictures(page, 300);

  for (let repeat = 0; repeat < 600 && told.length < inTurn.length; repeat++) {
    await page.keyboard.down('ArrowRight'); // Again while it is down: a repeat.
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await page.keyboard.up('ArrowRight');

  expect(told.slice(0, inTurn.length)).toEqual(inTurn);
});

test('Two sliders are linked as a crosshair, by keyboard too', async () => {
  const page = await open('#/replay?region=RU-KLU&knownAt=76');
  const [known, world] = [page.getByRole('slider', { name: 'Known to' }), page.getByRole('slider', { name: 'World at' })];
  expect(await known.getAttribute('aria-valuetext')).toBe('position 76: Drones brought down: 40.');
  expect(await world.getAttribute('aria-valuetext')).toBe('now');
  for (const slider of [known, world]) {
    const [least, now, most] = await Promise.all(['aria-valuemin', 'aria-valuenow', 'aria-valuemax'].map(async (name) => Number(await slider.getAttribute(name))));
    expect(least).toBeLessThanOrEqual(now ?? Number.NaN);
    expect(now).toBeLessThanOrEqual(most ?? Number.NaN);
  }

  await known.focus();
  await page.keyboard.press('ArrowUp');
  await standsAt(page, '77');
  await world.focus();
  await page.keyboard.press('Home');
  await expect.poll(() => cut(page, 'eventTime'), wait).toMatch(/^2025-04-0/);
  expect(cut(page, 'knownAt')).toBe('77');
  expect(await world.getAttribute('aria-valuetext')).toMatch(/Apr 2025/);

  await page.keyboard.press('Escape');
  await standsAt(page, null);
  expect(cut(page, 'eventTime')).toBeNull();
});

test('The rising clock is knowledge or publication', async () => {
  const page = await open('#/replay?region=RU-KLU');

  await page.getByRole('button', { name: 'When published' }).click();
  await expect.poll(() => cut(page, 'axis'), wait).toBe('published');
  await page.getByRole('heading', { name: 'Publications' }).waitFor();
  await page.keyboard.press('Home');
  await page.locator('.told').getByText(/Publication 1 of \d+ · published 8 Apr 2025, 05:20 UTC, Oka Wire/).waitFor();
  expect(cut(page, 'publishedBy')).toBe('2025-04-08T05:20:00Z');
  await page.locator('.told').getByText(/not stated → 2 · by Drones brought down: 2\./).waitFor();
});

test('What part of the time axis is shown stands in the address, and is changed by keys', async () => {
  const page = await open('#/replay?region=RU-KLU&span=2025-05-20T00:00:00Z,2025-05-22T00:00:00Z');
  expect(await page.locator('.axis text').allTextContents()).toContain('21 May 2025');

  await page.keyboard.press('+');
  await expect.poll(() => cut(page, 'span'), wait).toBe('2025-05-20T12:00:00Z,2025-05-21T12:00:00Z');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(() => cut(page, 'span'), wait).toBe('2025-05-20T06:00:00Z,2025-05-21T06:00:00Z');
  await page.keyboard.press('-');
  await expect.poll(() => cut(page, 'span'), wait).toBe('2025-05-19T18:00:00Z,2025-05-21T18:00:00Z');
  await page.keyboard.press('0');
  await expect.poll(() => cut(page, 'span'), wait).toBeNull();
});

test('Enter opens the fact at the crosshair', async () => {
  const page = await open('#/replay?region=RU-KLU&knownAt=77');
  await page.locator('.told').getByText(/Change 18 of 20/).waitFor(); // Until all is read, Enter opens nothing.

  await page.keyboard.press('Enter');

  await page.getByRole('heading', { level: 1, name: /Drones brought down: 36/ }).waitFor();
});

test('Undated facts are listed by document, and the prompt leads to the documents', async () => {
  const page = await open('#/replay?region=RU-KLU&knownAt=110');
  const undated = page.getByRole('region', { name: 'Undated' });
  expect((await undated.locator('li .value').allInnerTexts()).slice(2, 6)).toEqual([
    'Drones brought down: 40.', 'Casualties: 0.', 'Damage to property: none.',
    'Information withheld by Governor of Kaluga Oblast: where the drones had been launched (did not say).',
  ]);

  await undated.getByText('2 documents without publication date').click();
  await undated.getByRole('link', { name: 'Document of Radio Zhizdra' }).click();

  await page.getByText('Transcription.').waitFor();
});

test('By publication, what nobody dated is still listed, and said to be without effect', async () => {
  const page = await open('#/replay?region=RU-KLU&axis=published&publishedBy=2025-05-21T09:00:00Z');

  await page.getByRole('region', { name: 'Undated' }).getByText('publication time unknown: without effect by then').first().waitFor();
  await page.getByRole('region', { name: 'Undated' }).getByRole('link', { name: 'Drones brought down: 2.' }).waitFor();
});

test('What a step changed flashes when the picture of that step has come, and not before', async () => {
  const page = await open('#/replay?region=RU-KLU&knownAt=76');
  let answer = (): void => undefined;
  const held = new Promise<void>((resume) => (answer = resume));
  await page.route('**/regions/RU-KLU/picture?*knownAt=77*', async (route) => {
    await held;
    await route.continue();
  });
  await page.locator('[data-aspect="drones-down"].fresh').waitFor();

  await page.keyboard.press('ArrowRight');
  await page.locator('.told').getByText(/with 1 competing account/).waitFor();
  const became = await page.evaluate(async () => {
    for (let frame = 0; document.querySelector('.picture [data-aspect]') !== null; frame++) {
      if (frame > 3 && document.querySelector('.fresh') !== null) {
        return 'flashed on the picture of the step before';
      }
      await new Promise(requestAnimationFrame);
    }
    return 'gone: the picture of the step before is no picture of this one';
  });
  expect(became).toMatch(/^gone/);
  answer();

  await page.locator('[data-aspect="drones-down"].fresh').waitFor();
  expect(await page.locator('.fresh').count()).toBe(1);
  expect(await page.locator('.fresh').innerText()).toMatch(/competing\s+36/);
});

test('An address shows a colleague the same step, axis and span', async () => {
  const page = await open('#/replay?region=RU-KLU&span=2025-05-20T00:00:00Z,2025-05-22T00:00:00Z&knownAt=76');
  await page.keyboard.press('ArrowRight');
  await standsAt(page, '77');
  await page.locator('section.picture[aria-busy=false]').waitFor();
  const seen = async (of: Page): Promise<readonly string[]> => [await of.locator('.told').innerText(), await of.locator('.steps li.current').innerText(), (await of.locator('.axis text').allTextContents()).join(' '), await of.getByRole('slider', { name: 'Known to' }).getAttribute('aria-valuetext') ?? ''];
  const colleague = await Reader.come(browser, demo);
  await colleague.page.goto(page.url());
  await colleague.page.locator('.steps li.current').waitFor();
  await colleague.page.locator('section.picture[aria-busy=false]').waitFor();

  await expect.poll(() => seen(colleague.page), wait).toEqual(await seen(page));
  await colleague.leave();
});

test('Changes of another time of the world do not stand while those asked for are long in coming', async () => {
  const page = await open('#/replay?region=RU-KLU&knownAt=77');
  let answer = (): void => undefined;
  const held = new Promise<void>((resume) => (answer = resume));
  await page.route('**/changes?*eventTime=*', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('slider', { name: 'World at' }).focus();

  await page.keyboard.press('Home');
  await page.locator('.told').getByText('Reading the changes…').waitFor();
  expect(await page.locator('.steps li').count()).toBe(0);
  answer();

  await page.locator('.steps li').first().waitFor();
  await expect.poll(() => page.locator('.told').innerText(), wait).toMatch(/13 of 15 · #73/); // Fewer changes bear on that time.
});

test('Changes that break off are no answer: it is told, and they are asked for again', async () => {
  reader = await Reader.come(browser, demo);
  let asked = 0;
  await reader.page.route('**/changes?**', async (route) => {
    asked++;
    if (asked > 1) {
      await route.continue();
    } else {
      await route.fulfill({ contentType: 'application/x-ndjson', body: '' }); // Ended, without saying how far it went.
    }
  });

  await reader.goTo('#/replay?region=RU-KLU');

  await reader.page.getByText('The service does not answer').waitFor();
  await reader.page.locator('.steps li').first().waitFor();
  await expect.poll(() => reader.page.getByText('The service does not answer').count(), wait).toBe(0);
  expect(asked).toBe(2);
});

test('The table beside the chart has every fact, its outcome and what it is related to', async () => {
  const page = await open('#/replay?incident=moscow-drones');
  await page.getByText(/^The chart as a table: \d+ facts in the order recorded$/).click();
  const facts = Number(/(\d+) facts/.exec(await page.getByText(/^The chart as a table/).innerText())?.[1]);

  expect(await page.locator('details tbody tr').count()).toBe(facts);
  expect(await page.locator('details tbody tr', { hasText: 'withdrawn' }).count()).toBeGreaterThan(0);
  expect(await page.locator('details tbody').innerText()).toMatch(/corrects\s+#\d+/);
  expect(await page.locator('details tbody').innerText()).toMatch(/← corrects, by\s+#\d+/);
});

test('What is replayed is chosen by typing, and an unknown region or incident is told', async () => {
  reader = await Reader.come(browser, demo);
  await reader.goTo('#/replay');
  await reader.page.getByRole('searchbox').fill('kalu');
  await expect.poll(() => reader.page.getByRole('region', { name: 'A region' }).getByRole('listitem').allInnerTexts(), wait).toEqual([expect.stringContaining('Kaluga')]);
  await reader.page.getByRole('region', { name: 'A region' }).getByRole('link', { name: /Kaluga/ }).click();
  await reader.page.getByRole('heading', { level: 1, name: 'Replay: Kaluga' }).waitFor();

  await reader.goTo('#/replay?region=XX-99');
  await reader.page.getByRole('alert').getByText(/Give an ISO 3166 code/).first().waitFor();
  await reader.goTo('#/replay?incident=nowhere');
  await reader.page.getByText('There is no such incident').waitFor();
  expect(reader.complaints.splice(0).every((one) => /400|404/.test(one))).toBe(true); // The browser complains of what the page asked for.
});

test('A moment that is none, and a part of the log that is not there, are told instead of another one’s replay', async () => {
  const page = (reader = await Reader.come(browser, demo)).page;
  await reader.goTo('#/replay?region=RU-KLU&knownAt=abc&eventTime=yesterday');
  await page.getByText('“abc” is neither a position nor a time. “yesterday” is no time.').waitFor();
  expect(await page.getByRole('region', { name: 'Chart' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Replay up to now' }).click();
  await page.locator('.steps li').first().waitFor();

  await reader.goTo('#/replay?region=RU-KLU&after=99999');
  await page.getByText('Nothing was recorded after #99,999').waitFor();
  await page.getByRole('link', { name: 'Replay all that was recorded' }).click();
  await page.locator('.steps li').first().waitFor();
});

test('Facts that the search had not taken in when the page came are asked for again', async () => {
  const page = (reader = await Reader.come(browser, demo)).page;
  const asked: (string | null)[] = [];
  await page.route('**/facts?**', async (route) => {
    const query = new URL(route.request().url()).searchParams;
    if (query.has('knownAt')) {
      await route.continue();
      return;
    }
    asked.push(query.get('atLeast'));
    const response = await route.fetch();
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    await route.fulfill(asked.length > 1 ? { response } : { response, headers: { ...response.headers(), 'timeline-known-at': '60' }, body: lines.slice(0, 5).map((line) => `${line}\n`).join('') });
  });

  await reader.goTo('#/replay?region=RU-KLU');

  await page.getByText('The chart as a table: 21 facts').waitFor();
  expect(asked).toEqual([null, '111']);
});

test('More facts than the chart holds are told to be more, and the next are a click away', async () => {
  const server = await Server.start({ demo: false });
  try {
    const analyst = await server.key('analyst');
    await server.post('/sources', analyst, { id: 'feed', kind: 'sensor-feed', name: 'Feed of the river' });
    await record(server, analyst, factsMax + 40);
    reader = await Reader.come(browser, server.url, { key: analyst });
    await reader.goTo('#/replay?region=RU-KLU');

    await reader.page.getByText('Showing 5,000 of 5,040 facts').waitFor({ timeout: 150_000 });
    await reader.page.getByText(`The chart as a table: 5,000 facts`).waitFor();
    await reader.page.getByRole('link', { name: /^Show those after #5,0\d\d$/ }).click();
    await reader.page.getByText(/Showing 40 of 40 facts recorded after #5,0\d\d/).waitFor();
    await reader.page.getByText('The chart as a table: 40 facts').waitFor();

    await reader.page.getByRole('link', { name: 'Show the first' }).click();
    await reader.page.getByText('Showing 5,000 of 5,040 facts').waitFor({ timeout: 150_000 });
  } finally {
    await reader.context.close(); // Before its service goes.
    await server.stop();
  }
}, 400_000);

/** Facts of a feed on one night after another, sixty of each. */
async function record(server: Server, key: string, many: number): Promise<void> {
  const perNight = 60;
  const at = (index: number): string => new Date(Date.UTC(2025, 0, 1) + index * 600_000).toISOString();
  const lines: string[] = [];
  for (let first = 0; first < many; first += perNight) {
    const incident = `night-${first / perNight}`;
    await server.post('/incidents', key, { id: incident, title: `Night ${first / perNight} over Kaluga` });
    const facts = Array.from({ length: Math.min(perNight, many - first) }, (_, night) => first + night).map((index) => ({
      factId: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
      claim: { type: 'DroneDownReported', count: { value: 1 + (index % 40) } },
      places: [{ precision: 'admin1', region: 'RU-KLU' }],
      attribution: { publisher: 'feed' },
      eventTime: { kind: 'exact', earliest: at(index), latest: at(index) },
      reportedAt: at(index),
      line: { fileSha256: 'a'.repeat(64), number: index + 1, raw: Buffer.from(String(index)).toString('base64') },
    }));
    lines.push(`${JSON.stringify({ incident, facts })}\n`);
  }
  const answer = await fetch(`${server.url}/facts`, { method: 'POST', headers: { 'Authorization': `Bearer ${key}`, 'Content-Type': 'application/x-ndjson' }, body: lines.join('') });
  const verdicts = await answer.text();
  if (!answer.ok || /"verdict":"(refused|stopped)"/.test(verdicts)) {
    throw new Error(`POST /facts answered ${answer.status}: ${verdicts.slice(0, 500)}`);
  }
  await expect.poll(async () => (await fetch(`${server.url}/health/ready`)).status, { timeout: 60_000, interval: 200 }).toBe(200); // Its indexes follow.
}
