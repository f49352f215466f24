/** Bytes that are turned to Base64 at a time; a multiple of 3, so that the parts join without padding. */
const chunk = 3 * 8_192;

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
