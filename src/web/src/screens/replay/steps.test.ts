import { expect, test } from 'vitest';
import { answer, someChange } from './example';
import { lastAt, moved, stepsOf, tellAnswer, tellChange } from './steps';

test('the changes of one event are one step', () => {
  const steps = stepsOf([someChange({ position: 63, aspect: 'fires' }), someChange({ position: 58 }), someChange({ position: 63, aspect: 'fire-status' })]);

  expect(steps.map((step) => [step.position, step.changes.map((change) => change.aspect)])).toEqual([[58, ['drones-down']], [63, ['fires', 'fire-status']]]);
});

test('a change that was told for an incident and for its part counts once', () => {
  expect(stepsOf([someChange({ position: 7 }), someChange({ position: 7 })])[0]?.changes).toHaveLength(1);
});

test('the last stop at or before a place is found', () => {
  expect([23, 24, 29, 30, 99].map((at) => lastAt([24, 25, 30], at))).toEqual([-1, 0, 1, 2, 2]);
});

test('a move goes to the next or previous change, and from the present to the last', () => {
  const stops = [24, 25, 30];

  expect(moved(stops, null, 'previous')).toBe(30);
  expect(moved(stops, null, 'next')).toBeNull();
  expect(moved(stops, 30, 'previous')).toBe(25);
  expect(moved(stops, 30, 'next')).toBe(30);
  expect(moved(stops, 24, 'next')).toBe(25);
  expect(moved(stops, 24, 'previous')).toBe(24);
  expect([moved(stops, 25, 'first'), moved(stops, 25, 'last')]).toEqual([24, 30]);
});

test('between two changes a move goes to the nearest in its direction', () => {
  expect(moved([24, 25, 30], 28, 'previous')).toBe(25);
  expect(moved([24, 25, 30], 28, 'next')).toBe(30);
  expect(moved([24, 25, 30], 3, 'next')).toBe(24);
});

test('without any change a move stays', () => {
  expect(moved([], null, 'first')).toBeNull();
  expect(moved([], 7, 'next')).toBe(7);
});

test('what is not stated is told so, and never as nothing', () => {
  expect(tellAnswer(answer('not-stated'))).toBe('not stated');
  expect(tellAnswer(answer('none-reported', 'none reported'))).toBe('none reported');
});

test('a contested answer names its accounts', () => {
  expect(tellAnswer(answer('contested', undefined, 'a', [['b', '6'], ['c', '4']]))).toBe('contested (6 / 4)');
});

test('each kind of change is told from what it was to what it is', () => {
  expect(tellChange(someChange({ position: 1 }))).toBe('not stated → 2');
  expect(tellChange(someChange({ position: 1, change: 'withdrawn', from: answer('displayed', '1'), to: answer('not-stated') }))).toBe('1 → not stated');
  expect(tellChange(someChange({ position: 1, change: 'support', from: answer('displayed', '2'), to: { ...answer('displayed', '2'), displayed: { ...answer('displayed', '2').displayed!, agreeing: ['b'] } } }))).toBe('2 as before, now by 2 facts');
  expect(tellChange(someChange({ position: 1, change: 'competing', from: answer('displayed', '40'), to: answer('displayed', '40', 'a', [['b', '36']]) }))).toBe('40 as before, with 1 competing account (36)');
  expect(tellChange(someChange({ position: 1, change: 'silence', from: answer('not-stated'), to: { ...answer('not-stated'), gaps: ['g'] } }))).toBe('not stated; 1 information gap');
});

test('where the value stays, it is told what else changed', () => {
  const shown = (fact: string, agreeing: readonly string[] = [], competing: readonly (readonly [string, string])[] = []): ReturnType<typeof answer> => ({ ...answer('displayed', '2', fact, competing), displayed: { ...answer('displayed', '2', fact).displayed!, agreeing } });
  const told = (change: 'changed' | 'support' | 'competing', from: ReturnType<typeof answer>, to: ReturnType<typeof answer>): string => tellChange(someChange({ position: 1, change, from, to }));

  expect(told('changed', shown('a'), shown('a'))).toBe('2 as before, in other words');
  expect(told('support', shown('a', ['b']), shown('b', ['a']))).toBe('2 as before, now shown by another fact that says the same');
  expect(told('support', shown('a', ['b']), shown('a'))).toBe('2 as before, now by 1 fact: 1 went');
  expect(told('support', shown('a'), shown('b'))).toBe('2 as before, now by 1 fact: 1 came, 1 went');
  expect(told('competing', shown('a', [], [['x', '3']]), shown('a'))).toBe('2 as before, without the competing 3');
  expect(told('competing', shown('a', [], [['x', '3']]), shown('a', [], [['x', '3'], ['y', '4']]))).toBe('2 as before, with 2 competing accounts (3 / 4); before: 3');
});
