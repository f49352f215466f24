import type { AspectValue } from '../api/schema';

/** A value in words, with the digits of long numbers grouped: `1,200`. Only of a number, for the digits of a code or of words are not ours to touch. */
export function tellValue(text: string | null | undefined, value: AspectValue | null | undefined): string {
  return text === null || text === undefined ? '' : value?.kind === 'quantity' ? text.replace(/(?<![\d.,])\d{4,}/g, (digits) => BigInt(digits).toLocaleString('en')) : text;
}

/** `1 incident`, `1,200 incidents`. */
export function count(number: number, of: string, plural = `${of}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? of : plural}`;
}
