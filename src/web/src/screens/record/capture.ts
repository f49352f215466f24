import { path, send } from '../../api/ask';
import { Problem } from '../../api/problem';
import type { CaptureReceipt, NewDocument } from '../../api/schema';
import { live } from '../../state/live.svelte';
import { sha256Of, textKeeping } from './bytes';

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

/** The text that quotations count in. Read from its bytes: a byte order mark counts, and a browser's text() would swallow it. */
export async function readText(sha256: string, signal: AbortSignal): Promise<string> {
  const response = await send(path(['documents', sha256, 'text']), { accept: 'text/plain', signal });
  return textKeeping(await response.arrayBuffer());
}
