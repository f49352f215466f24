import { ask, path, send } from '../../api/ask';
import { Problem } from '../../api/problem';
import type { CaptureReceipt, NewDocument, Receipt } from '../../api/schema';
import { sha256Of } from '../../parts/sha256';
import { live } from '../../state/live.svelte';
import { newId } from './draft';

/** Bytes of one document, as the service limits them: 32 MiB. */
export const bytesMax = 32 * 1024 * 1024;

/** How a capture ended: the document, and whether it was there before. */
export interface Captured {
  readonly sha256: string;
  readonly isNew: boolean;
}

/** Captures a document. The same bytes again lead to the document that is there, whoever captured it and under whatever title. */
export async function capture(captured: NewDocument, bytes: Uint8Array<ArrayBuffer>): Promise<Captured> {
  const sha256 = await sha256Of(bytes);
  try {
    const response = await send('/documents', { method: 'POST', body: captured });
    const receipt = await response.json() as CaptureReceipt;
    live.reach(Number(receipt.position)); // What is asked for from now on holds it.
    return { sha256: receipt.sha256, isNew: response.status === 201 };
  } catch (failure) {
    // A document's id is made of its bytes: one that is taken says that these bytes are there, with another title, publisher or text.
    if (sha256 !== null && failure instanceof Problem && failure.status === 409) {
      return { sha256, isNew: false };
    }
    throw failure;
  }
}

/** When a document was published, as a person asserts it. The same again is the same decision; another time, reason or document is another one. */
export class Assertion {
  #sent = '';
  #decisionId = newId();

  /** Answers the position from which on it is known. Throws a Problem. */
  async send(sha256: string, publishedAt: string, reason: string): Promise<number> {
    const decision = { type: 'DocumentPublicationTimeAsserted', publishedAt, reason: reason.trim() };
    const now = JSON.stringify([sha256, decision]);
    this.#decisionId = now === this.#sent ? this.#decisionId : newId();
    this.#sent = now;
    const receipt = await ask<Receipt>(path(['documents', sha256, 'desk']), { method: 'POST', body: { decisionId: this.#decisionId, decision } });
    return Number(receipt.position);
  }
}
