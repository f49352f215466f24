// How much script a frame takes while a reader scrubs through 5,000 facts: node tests/web/bench-replay.mjs [facts] [moves]
//
// Serves the page as ops/page built it and answers it with generated facts, so that nothing but the page is measured. Drags the slider of the
// replay up and down and the crosshair across, 60 moves a way unless told otherwise, and takes from Chromium's own trace all that ran on the page's main thread
// within each frame: handlers, timers, microtasks, animation frames, collection. Prints one line of JSON. What Chromium does beside (style, layout, paint) is told apart.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const facts = Number(process.argv[2] ?? 5_000);
const movesOneWay = Number(process.argv[3] ?? 60);
const frameLimit = 16;
/** What counts as script, and what as drawing; the outermost of each kind is taken, so that nothing counts twice. */
const scripts = new Set(['FunctionCall', 'EvaluateScript', 'FireAnimationFrame', 'TimerFire', 'EventDispatch', 'RunMicrotasks', 'V8.GCScavenger', 'MajorGC', 'MinorGC', 'XHRReadyStateChange']);
const drawings = new Set(['UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'Layerize', 'Commit', 'HitTest']);
const dist = fileURLToPath(new URL('../../src/web/dist/', import.meta.url));

const server = createServer(answer).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  console.log(JSON.stringify(await measure()));
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}

async function measure() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('pageerror', (error) => console.error(error.message));
  page.on('crash', () => console.error('The page crashed'));
  await page.goto(`${origin}/#/replay?region=RU-KLU`);
  await page.getByText(`The chart as a table: ${facts > 5_000 ? '5,000' : facts.toLocaleString('en')} facts`).waitFor({ timeout: 60_000 });
  await page.locator('.steps li').nth(20).waitFor({ timeout: 60_000 });
  const shown = await page.locator('.notice strong').allInnerTexts();
  console.error(`Loaded. ${shown.join(' ')}`);
  const slider = page.getByRole('slider', { name: 'Known to' });
  const plot = await page.locator('.plot').boundingBox();
  const handle = await slider.boundingBox();
  const rise = (part) => [handle.x + handle.width / 2, plot.y + 20 + (plot.height - 24) * part];
  const cross = (part) => [plot.x + 200 + (plot.width - 280) * part, plot.y + 20 + (plot.height - 24) * (0.5 + 0.45 * Math.sin(part * 9))];
  await drag(page, rise); // Once beforehand, for the compiler.
  if (process.env.SCREENSHOT !== undefined) {
    await page.screenshot({ path: process.env.SCREENSHOT });
  }
  const events = await traced(page, async () => {
    await drag(page, rise);
    await drag(page, cross);
  });
  return { name: 'replay-scrub', facts, shown, ...summary(events) };
}

async function drag(page, place) {
  await page.mouse.move(...place(0));
  const [x, y] = place(0);
  const box = await page.getByRole('slider', { name: 'Known to' }).boundingBox();
  if (Math.abs(x - box.x - box.width / 2) < 2) {
    await page.mouse.move(x, box.y + box.height / 2);
  } else {
    await page.mouse.move(x, y);
  }
  await page.mouse.down();
  for (let move = 0; move <= 2 * movesOneWay; move++) {
    const part = move <= movesOneWay ? move / movesOneWay : 2 - move / movesOneWay;
    await page.mouse.move(...place(part));
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await page.mouse.up();
  await page.waitForTimeout(500);
}

async function traced(page, act) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline'] } });
  await act();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  return events;
}

function summary(events) {
  const busy = new Map();
  for (const event of events.filter((one) => one.ph === 'X' && scripts.has(one.name))) {
    busy.set(`${event.pid} ${event.tid}`, (busy.get(`${event.pid} ${event.tid}`) ?? 0) + event.dur);
  }
  const main = [...busy].sort(([, one], [, other]) => other - one)[0][0];
  const ours = events.filter((one) => `${one.pid} ${one.tid}` === main && one.ph === 'X').sort((one, other) => one.ts - other.ts || other.dur - one.dur);
  const frames = events.filter((one) => `${one.pid} ${one.tid}` === main && one.name === 'FireAnimationFrame').map((one) => one.ts + (one.dur ?? 0)).sort((one, other) => one - other);
  const ends = [...new Set(frames)].filter((at, index, all) => index === all.length - 1 || all[index + 1] - at > 4_000); // Callbacks of one frame follow each other at once.
  const script = perFrame(outermost(ours, scripts), ends);
  const drawing = perFrame(outermost(ours, drawings), ends);
  return {
    frames: script.length,
    p50: percentile(script, 0.5), p95: percentile(script, 0.95), p99: percentile(script, 0.99), max: percentile(script, 1), unit: 'ms of script a frame',
    target: `p95 ≤ ${frameLimit} ms`, met: percentile(script, 0.95) <= frameLimit,
    drawingP95: percentile(drawing, 0.95),
  };
}

function outermost(events, names) {
  let until = 0;
  return events.filter((event) => {
    const isOuter = names.has(event.name) && event.ts >= until;
    if (isOuter) {
      until = event.ts + event.dur;
    }
    return isOuter;
  });
}

function perFrame(events, ends) {
  const sums = ends.map(() => 0);
  let frame = 0;
  for (const event of events) {
    while (frame < ends.length && ends[frame] < event.ts) {
      frame++;
    }
    if (frame < ends.length) {
      sums[frame] += (event.tdur ?? event.dur) / 1_000; // Of the thread's own time: what other processes took is none of the page's.
    }
  }
  return sums.slice(1); // Before the first end is the start of the tracing.
}

function percentile(values, part) {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? 0) * 100) / 100;
}

function answer(request, response) {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === '/' || pathname.startsWith('/page/')) {
    const file = pathname === '/' ? 'index.html' : pathname.slice('/page/'.length);
    const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
    response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
    response.setHeader('Content-Security-Policy', "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'");
    response.end(readFileSync(join(dist, file)));
    return;
  }
  const lines = { '/facts': generatedFacts, '/changes': generatedChanges }[pathname];
  if (lines !== undefined) {
    response.setHeader('Content-Type', 'application/x-ndjson');
    response.end(lines().map((one) => `${JSON.stringify(one)}\n`).join(''));
    return;
  }
  if (pathname === '/events' && request.headers.accept?.includes('event-stream')) {
    response.setHeader('Content-Type', 'text/event-stream');
    response.write(`event: reached\ndata: {"reached":${facts}}\n\n`); // And stays open, as the service's does.
    return;
  }
  const bodies = { '/health/ready': { head: facts }, '/conflicts': { asOf: { knownAt: facts }, computed: [], asserted: [] }, '/events': { reached: facts }, '/regions/RU-KLU/picture': picture() };
  response.statusCode = pathname in bodies ? 200 : 404;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(bodies[pathname] ?? { type: '/problems/not-found', title: 'Nothing is there', detail: '' }));
}

/** A year of reports, a third of them vague, some undated, corrected or withdrawn; always the same ones. */
function generatedFacts() {
  let seed = 7;
  const chance = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const statuses = ['stated', 'confirmed', 'preliminary', 'unconfirmed', 'asserted'];
  return Array.from({ length: facts }, (_, index) => {
    const at = Date.UTC(2025, 0, 1) + (index / facts) * 365 * 86_400_000 + chance() * 86_400_000;
    const isUndated = chance() < 0.03;
    const bounds = isUndated ? null : { earliest: new Date(at).toISOString(), latest: new Date(at + (chance() < 0.33 ? chance() * 40 * 86_400_000 : 0)).toISOString() };
    const id = factId(index);
    const standing = index % 41 === 0 && index + 5 < facts ? 'superseded' : index % 67 === 0 && index + 3 < facts ? 'withdrawn' : 'stands';
    const corrected = index >= 5 && (index - 5) % 41 === 0 ? factId(index - 5) : null;
    const claim = corrected === null ? { type: 'DroneDownReported', count: { value: index % 40, qualifier: 'exact' } } : { type: 'StatementCorrected', corrects: corrected, claim: { type: 'DroneDownReported' } };
    const voice = { key: `voice-${index % 20}`, name: `Voice ${index % 20}`, isAnonymous: false };
    return {
      account: {
        fact: id, type: claim.type, tell: `Drones brought down: ${index % 40}.`, status: statuses[index % statuses.length], polarity: 'affirmed', voice, publisher: voice,
        eventTime: { kind: isUndated ? 'relative' : 'exact', asStated: isUndated ? 'last night' : undefined }, ...(bounds === null ? {} : { bounds }),
        reportTime: new Date(at + 3_600_000).toISOString(), position: index + 1, marks: isUndated ? ['undated', 'unreviewed'] : ['unreviewed'],
      },
      standing, ...(standing === 'withdrawn' ? { withdrawnBy: factId(index + 3) } : {}), incidents: [`incident-${index % 50}`], actor: 'desk',
      recordedAt: new Date(Date.UTC(2026, 0, 1) + index * 1_000).toISOString(),
      fact: { factId: id, claim, places: [{ precision: 'admin1', region: 'RU-KLU' }], attribution: { publisher: voice.key, ambiguous: false }, document: `document-${index >> 3}`, quotations: [{ exact: 'drones', start: index % 97, end: (index % 97) + 6 }] },
    };
  });
}

/** Each fact changes a question; every fifth makes it contested, so that there are connectors, too. */
function generatedChanges() {
  const answer = (index) => ({ state: index % 5 === 0 ? 'contested' : 'displayed', ...(index % 5 === 0 ? {} : { displayed: short(index) }), competing: index % 5 === 0 && index >= 50 ? [short(index), short(index - 50)] : [], gaps: [], denials: [] });
  return [...Array.from({ length: facts }, (_, index) => ({
    position: index + 1, recordedAt: new Date(Date.UTC(2026, 0, 1) + index * 1_000).toISOString(), incident: `incident-${index % 50}`, aspect: 'drones-down', label: 'Drones brought down', place: 'Kaluga', placeKey: 'RU-KLU', region: 'RU-KLU',
    change: index < 50 ? 'appeared' : index % 5 === 0 ? 'contested' : 'changed', from: index < 50 ? { state: 'not-stated', competing: [], gaps: [], denials: [] } : answer(index - 50), to: answer(index),
    cause: { position: index + 1, recordedAt: new Date(Date.UTC(2026, 0, 1) + index * 1_000).toISOString(), type: 'DroneDownReported', tell: `Drones brought down: ${index % 40}.`, actor: 'desk', fact: factId(index) }, moreOfEvent: 0,
  })), { reached: facts }];
}

function short(index) {
  return { fact: factId(index), text: String(index % 40), value: { kind: 'quantity', least: index % 40, most: index % 40 }, agreeing: [] };
}

function factId(index) {
  return `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`;
}

function picture() {
  return { region: 'RU-KLU', name: 'Kaluga', asOf: { knownAt: facts, eventTime: '2026-01-02T00:00:00Z' }, policy: 'v1', incidents: [], contextIncidents: 0, unplaced: [], parts: [], undated: [], documentsWithoutPublicationTime: [] };
}
