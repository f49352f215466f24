/** The screens of the page on the demo: what is tested for barriers, and what is photographed. */
export interface View {
  readonly name: string;
  readonly fragment: string;
  /** What stands there once it is loaded. */
  readonly shows: string | RegExp;
}

export const views: readonly View[] = [
  { name: 'picture', fragment: '#/picture/RU-VOR', shows: /contested: the best/ },
  { name: 'picture-past', fragment: '#/picture/RU-KLU?knownAt=40&since=24', shows: 'The page stands still.' },
  { name: 'replay', fragment: '#/replay?region=RU-KLU', shows: /The last of 20 changes/ },
  { name: 'replay-past', fragment: '#/replay?incident=moscow-drones&knownAt=95', shows: 'Change 12 of 13' },
  { name: 'replay-published', fragment: '#/replay?region=RU-KLU&axis=published&publishedBy=2025-05-21T09:00:00Z', shows: 'Publication 5 of 6' },
  { name: 'replay-chooser', fragment: '#/replay', shows: 'Choose what to replay.' },
  { name: 'conflicts', fragment: '#/conflicts', shows: /contested/ },
  { name: 'incidents', fragment: '#/incidents', shows: /Forty drones/ },
  { name: 'incident', fragment: '#/incidents/kaluga-two-drones', shows: /Two drones over Kaluga/ },
  { name: 'documents', fragment: '#/documents', shows: /Facts that rest on it/ },
  { name: 'sources', fragment: '#/sources', shows: /Governor of Kaluga/ },
  { name: 'source', fragment: '#/sources/kaluga-governor', shows: /Governor of Kaluga/ },
  { name: 'record', fragment: '#/record', shows: /takes a key/ },
  { name: 'fact-types', fragment: '#/fact-types', shows: /AirportClosed/ },
  { name: 'fact-type', fragment: '#/fact-types/AirportClosed', shows: /AirportClosed/ },
  { name: 'subscriptions', fragment: '#/subscriptions', shows: /key/ },
  { name: 'history', fragment: '#/history/kaluga-two-drones/drones-down?place=RU-KLU', shows: 'Two drones were hit' },
  { name: 'history-withdrawn', fragment: '#/history/moscow-drones/debris-sites', shows: 'what step 1 said' },
  { name: 'fact', fragment: '#/fact/4f14df22-4ded-573e-aa85-f63f174b8a7c', shows: 'the sentence around' },
  { name: 'fact-withdrawn', fragment: '#/fact/3088111d-a59d-5377-af75-ed5525a15cd0', shows: 'see its withdrawal' },
  { name: 'document', fragment: '#/document/a542ebdee50985f0b3c147dfd2c8284da49aff3e42750ab1c9b4b358bbbad9d7', shows: 'Transcription.' },
  { name: 'key', fragment: '#/key', shows: /takes no key/ },
];
