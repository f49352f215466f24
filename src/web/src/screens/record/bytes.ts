/** Bytes that are turned to Base64 at a time; a multiple of 3, so that the parts join without padding. */
const chunk = 3 * 8_192;

/** The SHA-256 of bytes in hexadecimal; null where the browser computes none, as on a page without TLS from another machine. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  return subtle === undefined ? null : [...new Uint8Array(await subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function base64Of(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += chunk) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(from, from + chunk))));
  }
  return parts.join('');
}

/** The text of bytes as the service reads it: strict UTF-8, a byte order mark kept as a character; null where they are no text. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** UTF-8 with its byte order mark as a character: it counts, and a browser's text() would swallow it. */
export function textKeeping(bytes: ArrayBuffer): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
