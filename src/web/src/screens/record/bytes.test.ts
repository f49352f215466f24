import { expect, test } from 'vitest';
import { base64Of, textOf } from './bytes';

test('Base64 is the same in parts as in one', () => {
  const bytes = Uint8Array.from({ length: 60_001 }, (_, index) => (index * 31) % 256);

  expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  expect(base64Of(new Uint8Array())).toBe('');
});

test('a byte order mark is a character of the text, and carriage returns stay', () => {
  expect(textOf(Uint8Array.from([0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a]))).toBe('\ufeffa\r\n');
});

test('bytes that are no UTF-8, or hold U+0000, are no text', () => {
  expect(textOf(Uint8Array.from([0xff, 0xfe, 0x61, 0x00]))).toBeNull();
  expect(textOf(Uint8Array.from([0x61, 0x00]))).toBeNull();
});
