import { expect } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import type { Reader } from './browser';

/** Longest wait for anything on the page, in milliseconds. */
const patience = 30_000;

export interface Recorded {
  readonly factId: string;
  readonly claim: Record<string, unknown>;
  readonly status: string;
  readonly reportedAt?: string;
  readonly attribution: { readonly publisher: string };
  readonly quotations: readonly { readonly exact: string; readonly start: number; readonly role: string }[];
}

/** Somebody who records facts on the page, by its keys. */
export class Coder {
  readonly page: Page;

  constructor(
    private readonly reader: Reader,
    private readonly url: string,
    /** With which what was recorded is read. */
    private readonly key: string,
  ) {
    this.page = reader.page;
    this.page.setDefaultTimeout(patience);
  }

  get text(): Locator {
    return this.page.getByRole('textbox', { name: 'Text of the document' });
  }

  get sha256(): string {
    return /[0-9a-f]{64}/.exec(this.page.url())?.[0] ?? '';
  }

  async capture(text: string, publisher: string): Promise<string> {
    await this.reader.goTo('#/record');
    await this.page.locator('#record-file').setInputFiles({ name: 'report.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await this.choose('/publisher', publisher);
    await this.page.getByRole('button', { name: 'Capture and code it' }).click();
    await this.ready();
    return this.sha256;
  }

  /** Waits for the text and the fact types. */
  async ready(): Promise<void> {
    await this.text.waitFor();
    await this.field('/claim').waitFor();
  }

  /** Finds an option by its words and takes it. */
  async choose(pointer: string, words: string): Promise<void> {
    await this.field(pointer).fill(words);
    await this.page.getByRole('option', { name: words }).filter({ hasNotText: '+' }).first().click();
  }

  /** Selects words as a mouse or keyboard would have them selected. */
  async select(words: string): Promise<void> {
    await this.text.evaluate((text, wanted) => {
      const at = text.textContent.lastIndexOf(wanted);
      const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      const place = (offset: number): [Node, number] => {
        walker.currentNode = text;
        let passed = 0;
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const length = node.textContent?.length ?? 0;
          if (offset <= passed + length) {
            return [node, offset - passed];
          }
          passed += length;
        }
        throw new Error(`${wanted} is not there`);
      };
      text.focus();
      window.getSelection()?.setBaseAndExtent(...place(at), ...place(at + wanted.length));
    }, words);
    await this.page.getByText(`“${words}” ·`).waitFor();
  }

  /** The field at a member of the fact, or of the document. */
  field(pointer: string): Locator {
    return this.page.locator(`[id="at${pointer.replaceAll('/', '-')}"]`);
  }

  async press(...keys: readonly string[]): Promise<number> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
    return keys.length;
  }

  async recorded(): Promise<void> {
    await this.page.getByText('Recorded, position').waitFor();
  }

  async facts(sha256 = this.sha256): Promise<readonly Recorded[]> {
    const { head } = await (await fetch(`${this.url}/health/ready`)).json() as { head: number };
    const response = await fetch(`${this.url}/documents/${sha256}/facts?atLeast=${head}`, { headers: { Authorization: `Bearer ${this.key}` } });
    expect(response.status).toBe(200);
    return (await response.json() as { readonly facts: readonly { readonly fact: Recorded }[] }).facts.map((one) => one.fact);
  }
}
