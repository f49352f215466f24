import { expect, it } from 'vitest';
import { othersChanges, ownChanges } from '../../parts/words';
import { signOf } from './signs';

it('Every kind of change has a sign, and what was first said alone has none', () => {
  const kinds = Object.keys(ownChanges).filter((kind) => kind !== 'first') as NonNullable<Parameters<typeof signOf>[0]['own']>[];
  expect(kinds.filter((kind) => signOf({ own: kind, others: 'none' }) === null)).toEqual([]);
  expect((Object.keys(othersChanges) as Parameters<typeof signOf>[0]['others'][]).filter((kind) => signOf({ own: 'first', others: kind }) === null)).toEqual([]);
  expect(signOf({ own: 'first', others: 'none' })).toBeNull();
});

it('No two kinds of what a voice changed share a sign', () => {
  const signs = (Object.keys(ownChanges) as Parameters<typeof signOf>[0]['own'][]).flatMap((kind) => signOf({ own: kind, others: 'none' })?.sign ?? []);
  expect(new Set(signs).size).toBe(signs.length);
});

it('What the voice itself changed comes before how it stands to the others', () => {
  expect(signOf({ own: 'correction', others: 'competing' })).toEqual({ sign: '!', meaning: 'corrected' });
  expect(signOf({ own: 'first', others: 'relay' })).toEqual({ sign: '»', meaning: 'relays (another voice)' });
});
