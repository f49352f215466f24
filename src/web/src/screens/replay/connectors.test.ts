import { expect, test } from 'vitest';
import { connectorsOf, isInForce } from './connectors';
import { answer, someChange, someFact } from './example';
import { stepsOf } from './steps';

const facts = [someFact({ id: 'a', position: 1 }), someFact({ id: 'b', position: 2 }), someFact({ id: 'c', position: 3, revises: { act: 'corrects', fact: 'b' } })];

test('a correction is connected with what it corrects, once both are known', () => {
  expect(connectorsOf(facts, [], [])).toEqual([{ from: 'c', to: 'b', kind: 'revises', words: 'corrects', since: 3, until: Infinity }]);
});

test('a connector to what is not in view is left out', () => {
  expect(connectorsOf(facts.slice(2), [], [])).toEqual([]);
});

test('accounts compete until the question is answered otherwise', () => {
  const steps = stepsOf([
    someChange({ position: 2, change: 'contested', to: answer('contested', undefined, '', [['a', '6'], ['b', '4']]) }),
    someChange({ position: 3, change: 'settled', to: answer('displayed', '6', 'a') }),
  ]);
  const [conflict] = connectorsOf(facts.slice(0, 2), steps, []);

  expect(conflict).toEqual({ from: 'b', to: 'a', kind: 'conflicts', words: 'contradicts', since: 2, until: 3 });
  expect([1, 2, 3].map((knownAt) => conflict !== undefined && isInForce(conflict, knownAt))).toEqual([false, true, false]);
});

test('what says the same as what was displayed is connected with it', () => {
  const steps = stepsOf([someChange({ position: 2, change: 'support', cause: { fact: 'b' }, from: answer('displayed', '2', 'a'), to: answer('displayed', '2', 'b') })]);

  expect(connectorsOf(facts.slice(0, 2), steps, [])).toEqual([{ from: 'b', to: 'a', kind: 'confirms', words: 'says the same as', since: 2, until: Infinity }]);
});

test('what is so now stays in force for now', () => {
  expect(isInForce({ from: 'b', to: 'a', kind: 'conflicts', words: '', since: 2, until: Infinity }, Infinity)).toBe(true);
});
