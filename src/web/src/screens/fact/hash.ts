import { sha256Of } from '../../parts/sha256';

/** What came of computing a SHA-256 anew. Only `matches` says that the bytes are the ones that the name stands for. */
export type HashVerdict =
  | { readonly verdict: 'matches'; readonly byteCount: number; readonly text: string | null }
  | { readonly verdict: 'differs'; readonly computed: string; readonly byteCount: number }
  | { readonly verdict: 'unavailable'; readonly reason: string };

/** Computes the SHA-256 of bytes and holds it against the one expected. Without the browser's own cryptography it says that it could not. */
export async function checkSha256(expected: string, bytes: ArrayBuffer, subtle: Pick<SubtleCrypto, 'digest'> | undefined): Promise<HashVerdict> {
  if (subtle === undefined) {
    return { verdict: 'unavailable', reason: 'This browser computes hashes only on pages served over HTTPS or from this machine.' };
  }
  const computed = await sha256Of(bytes, subtle).catch(() => null);
  if (computed === null) {
    return { verdict: 'unavailable', reason: 'This browser could not compute the hash.' };
  }
  return computed === expected.toLowerCase()
    ? { verdict: 'matches', byteCount: bytes.byteLength, text: readStrictly(bytes) }
    : { verdict: 'differs', computed, byteCount: bytes.byteLength };
}

/** Why the bytes are not there to be checked, by the status of the service's answer. */
export function whyUnavailable(status: number, detail: string): string {
  switch (status) {
    case 0:
      return 'The service does not answer.';
    case 401:
      return 'Reading the bytes takes a key.';
    case 403:
      return 'Your key may not read the bytes.';
    case 404:
      return 'The service keeps no bytes of it.';
    default:
      return detail === '' ? `The service answered ${status}.` : detail;
  }
}

/** The bytes as text; null where they are none, such as a scanned page. */
function readStrictly(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
