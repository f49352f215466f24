/** The SHA-256 of bytes in hexadecimal; null where the browser computes none, as on a page without TLS from another machine. */
export async function sha256Of(bytes: BufferSource, subtle: Pick<SubtleCrypto, 'digest'> | undefined = (globalThis.crypto as Crypto | undefined)?.subtle): Promise<string | null> {
  return subtle === undefined ? null : [...new Uint8Array(await subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
