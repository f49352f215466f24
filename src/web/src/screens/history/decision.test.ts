import { describe, expect, it } from 'vitest';
import { partsOfDecision } from './decision';

const fact = '81c53e96-0375-5ebc-944d-9805f3520cc5';

describe('The sentence of a decision', () => {
  it('names steps by their numbers', () => {
    expect(partsOfDecision(`Coding of ${fact} corrected: misread.`, new Map([[fact, 2]]))).toEqual([
      { text: 'Coding of ', fact: null },
      { text: 'step 2', fact },
      { text: ' corrected: misread.', fact: null },
    ]);
    expect(partsOfDecision(`Fact ${fact} struck.`, new Map([[fact, 2]]))[0]).toEqual({ text: 'Step 2', fact });
  });

  it('keeps the id of a fact that is no step, such as a struck one', () => {
    expect(partsOfDecision(`Fact ${fact} struck.`, new Map())[0]).toEqual({ text: `Fact ${fact}`, fact });
  });

  it('without a fact stays as it is', () => {
    expect(partsOfDecision('Credibility 2: fits.', new Map())).toEqual([{ text: 'Credibility 2: fits.', fact: null }]);
  });
});
