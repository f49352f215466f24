import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type ConsoleMessage, type Page } from 'playwright-core';
import { expect } from 'vitest';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Debian's own, without sandbox, as tests may run as root; and without the calls home that a closed network refuses. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A reader with a window of their own. Whatever the browser complains about while they read fails the test that asks {@link Reader.complaints}. */
export class Reader {
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly url: string,
  ) {}

  static async come(browser: Browser, url: string, options: BrowserContextOptions & { readonly key?: string } = {}): Promise<Reader> {
    const { key, ...context } = options;
    const opened = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', timezoneId: 'UTC', ...context });
    const page = await opened.newPage();
    const reader = new Reader(opened, page, url);
    if (key !== undefined) {
      await page.addInitScript((value) => window.sessionStorage.setItem('incident-timeline-key', value), key);
    }
    page.on('pageerror', (error) => reader.complaints.push(error.message));
    page.on('console', (message) => {
      if ((message.type() === 'error' || message.type() === 'warning') && !isNotCaughtUp(message)) {
        reader.complaints.push(`${message.text()} ${message.location().url}`);
      }
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:')) {
        reader.complaints.push(`It asked another host: ${request.url()}`);
      }
    });
    return reader;
  }

  /** Goes to a view, such as `#/picture/RU-KLU`. */
  async goTo(fragment: string): Promise<void> {
    await this.page.goto(`${this.url}/${fragment}`);
  }

  /** What keeps somebody from using the view, by axe's rules for WCAG 2.2 A and AA. */
  async barriers(): Promise<readonly string[]> {
    await this.page.evaluate(axe);
    return this.page.evaluate(async () => {
      interface Found {
        readonly violations: readonly { readonly id: string; readonly help: string; readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[] }[];
      }
      const found = await (window as unknown as { axe: { run(root: Document, options: unknown): Promise<Found> } }).axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
      return found.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} (${node.failureSummary})`).join(' | ')}`);
    });
  }

  async leave(): Promise<void> {
    await this.context.close();
    expect(this.complaints).toEqual([]);
  }
}

/** The browser reports each answer of 503; that what was just recorded cannot be asked about yet is one that the page has to expect, and asks again. */
function isNotCaughtUp(message: ConsoleMessage): boolean {
  return message.text().includes('status of 503') && new URL(message.location().url).searchParams.has('atLeast');
}
