import { expect, it } from 'vitest';
import { piecesOf } from './sentence';

const fact = '4f14df22-4ded-573e-aa85-f63f174b8a7c';

it('a sentence is parted where it names its fact and its other incident', () => {
  expect(piecesOf(`Fact ${fact} moved to kaluga-pair: see kaluga-pair.`, fact, 'kaluga-pair')).toEqual([
    { text: `Fact ${fact}`, names: 'fact' },
    { text: ' moved to ', names: null },
    { text: 'kaluga-pair', names: 'incident' },
    { text: ': see kaluga-pair.', names: null },
  ]);
});

it('a sentence that names neither is one piece', () => {
  expect(piecesOf('Credibility 4: One voice.', fact, null)).toEqual([{ text: 'Credibility 4: One voice.', names: null }]);
  expect(piecesOf('Incident closed: all told in kaluga-pair.', null, 'kaluga-pair')).toHaveLength(1);
});
