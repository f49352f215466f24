import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkSha256, whyUnavailable } from './hash';

const subtle = webcrypto.subtle as unknown as SubtleCrypto;
const bytes = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer;

/** SHA-256 of "abc": FIPS 180-4, example 1. */
const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('A hash computed anew', () => {
  it('matches where the bytes are the ones named', async () => {
    expect(await checkSha256(abc, bytes('abc'), subtle)).toEqual({ verdict: 'matches', byteCount: 3, text: 'abc' });
  });

  it('differs where one byte does, and says what it is', async () => {
    const told = await checkSha256(abc, bytes('abd'), subtle);

    expect(told.verdict).toBe('differs');
    expect(told).toHaveProperty('computed', 'a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9'); // sha256sum
  });

  it('is unavailable, and never fine, without the browser’s cryptography', async () => {
    expect((await checkSha256(abc, bytes('abc'), undefined)).verdict).toBe('unavailable');
  });

  it('is unavailable where computing fails', async () => {
    const failing = { digest: () => Promise.reject(new Error('no')) };
    expect((await checkSha256(abc, bytes('abc'), failing)).verdict).toBe('unavailable');
  });

  it('tells bytes that are no text from those that are', async () => {
    const told = await checkSha256('a8100ae6aa1940d0b663bb31cd466142ebbdbd5187131b92d93818987832eb89', new Uint8Array([0xff]).buffer, subtle); // sha256sum
    expect(told).toEqual({ verdict: 'matches', byteCount: 1, text: null });
  });
});

describe('Why a check is unavailable', () => {
  it.each([[401, /takes a key/], [403, /may not read/], [404, /keeps no bytes/], [0, /does not answer/], [418, /418/]])('is told for an answer of %i', (status, told) => {
    expect(whyUnavailable(status, '')).toMatch(told);
  });
});
