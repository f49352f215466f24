/** Reliability of a source on the Admiralty scale, as the desk grades it. It is a judgement of persons, kept apart from what a report says of its own certainty. */
export const grades: Readonly<Record<string, string>> = {
  a: 'completely reliable',
  b: 'usually reliable',
  c: 'fairly reliable',
  d: 'not usually reliable',
  e: 'unreliable',
  f: 'cannot be judged',
};
