import { expect, test } from 'vitest';
import { findOptions, idOf } from './choosing';

const options = [
  { value: 'ShutdownReported', label: 'Shutdown reported', group: 'Impact' },
  { value: 'DroneDownReported', label: 'Drone down reported', group: 'Air', detail: 'Drones were brought down.' },
  { value: 'DroneAssessed', label: 'Drone assessed', group: 'Air' },
];

test('words that begin as typed come first', () => {
  expect(findOptions(options, 'dow').map((option) => option.value)).toEqual(['DroneDownReported', 'ShutdownReported']);
});

test('every word must be there, in the name, the description or the family', () => {
  expect(findOptions(options, 'air asse').map((option) => option.value)).toEqual(['DroneAssessed']);
  expect(findOptions(options, 'brought').map((option) => option.value)).toEqual(['DroneDownReported']);
});

test('what more of the words name comes before what only its description tells', () => {
  const fall = { value: 'DebrisFallReported', label: 'Debris fall reported', detail: 'What was brought down fell.' };
  expect(findOptions([fall, ...options], 'brought down').map((option) => option.value)).toEqual(['DroneDownReported', 'DebrisFallReported']);
});

test('nothing typed shows all in their order, and one that is listed twice is found once', () => {
  expect(findOptions(options, '')).toEqual(options);
  expect(findOptions([{ ...options[1]!, group: 'Used last' }, ...options], 'drone down')).toHaveLength(1);
});

test('an id is spelt as the service wants it', () => {
  expect(idOf('Wire Desk, Kaluga!')).toBe('wire-desk-kaluga');
  expect(idOf('Калуга')).toBe('');
});
