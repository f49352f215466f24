import { expect, test } from 'vitest';
import type { AccountInShort, Answered, CausedChange, ChangeCause, ChangeKind } from '../../api/schema';
import { causesOf, differences, isWithdrawal, tellAnswer, withdrawalsFirst } from './changes';

const account = (text: string, ...facts: readonly string[]): AccountInShort => ({ fact: facts[0] ?? '', agreeing: facts.slice(1), value: { kind: 'quantity', least: Number(text), most: Number(text), text }, text });
const nothing: Answered = { state: 'not-stated', displayed: null, competing: [], gaps: [], denials: [] };
const displayed = (text: string, ...facts: readonly string[]): Answered => ({ ...nothing, state: 'displayed', displayed: account(text, ...facts) });
const cause = (position: number, type: string, fact?: string): ChangeCause => ({ position, recordedAt: '2026-05-14T00:00:00Z', type, tell: `${type}.`, actor: 'desk', fact: fact ?? null });
const change = (kind: ChangeKind, from: Answered, to: Answered, ...causes: readonly ChangeCause[]): CausedChange => ({
  question: { incident: 'night', aspect: 'drones-down', label: 'Drones brought down', place: 'Kaluga', placeKey: 'RU-KLU', region: 'RU-KLU', change: kind, from, to },
  causes,
});

test('An answer is told by its value, or by what it is instead of one', () => {
  expect(tellAnswer(displayed('1200', 'a'))).toBe('1,200');
  expect(tellAnswer(nothing)).toBe('not stated');
  expect(tellAnswer({ ...nothing, state: 'none-reported' })).toBe('none reported');
  expect(tellAnswer({ ...nothing, state: 'contested', competing: [account('4', 'a'), account('6', 'b')] })).toBe('contested: 4 or 6');
});

test('Where the value is the same, what did change is told', () => {
  expect(differences(change('support', displayed('2', 'a'), displayed('2', 'b', 'a', 'c')).question)).toEqual(['by 3 claims, before by 1']);
  expect(differences(change('support', displayed('2', 'a'), displayed('2', 'b')).question)).toEqual(['by another claim than before']);
  expect(differences(change('competing', displayed('2', 'a'), { ...displayed('2', 'a'), competing: [account('3', 'b')] }).question)).toEqual(['competing 3']);
  expect(differences(change('competing', { ...displayed('2', 'a'), competing: [account('3', 'b')] }, displayed('2', 'a')).question)).toEqual(['nothing competes any more, before 3']);
  expect(differences(change('silence', nothing, { ...nothing, gaps: ['a'], denials: ['b', 'c'] }).question)).toEqual(['1 information gap, before none', '2 denials, before none']);
  expect(differences(change('support', displayed('2', 'a'), displayed('2', 'a')).question)).toEqual(['in other words, or of another standing']);
});

test('Where the value is another, it needs no more', () => {
  expect(differences(change('changed', displayed('2', 'a'), displayed('3', 'b')).question)).toEqual([]);
});

test('What was taken back comes first, also where it was no displayed account', () => {
  const [appeared, competing, withdrawn] = [
    change('appeared', nothing, displayed('1', 'a')),
    change('competing', displayed('1', 'a'), displayed('1', 'a'), cause(9, 'StatementRetracted', 'r')),
    change('withdrawn', displayed('1', 'a'), nothing),
  ];

  expect(withdrawalsFirst([appeared, competing, withdrawn])).toEqual([withdrawn, competing, appeared]);
  expect([appeared, competing, withdrawn].map(isWithdrawal)).toEqual([false, false, true]);
});

test('The causes seen in a change come first, not the last one recorded', () => {
  const causes = [cause(33, 'DocumentPublicationTimeAsserted'), cause(34, 'DroneDownReported', 'b'), cause(37, 'DroneDownReported', 'a'), cause(40, 'DocumentPublicationTimeAsserted')];

  expect(causesOf(change('appeared', nothing, displayed('1', 'a', 'b'), ...causes)).map((one) => one.position)).toEqual([37, 34, 33, 40]);
  expect(causesOf(change('changed', displayed('2', 'x'), displayed('1', 'a'), cause(5, 'DroneDownReported', 'a'), cause(6, 'StatementRetracted', 'r'))).map((one) => one.position)).toEqual([6, 5]);
});
