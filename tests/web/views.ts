/** The screens of the page on the demo: what is tested for barriers, and what is photographed. */
export interface View {
  readonly name: string;
  readonly fragment: string;
  /** What stands there once it is loaded. */
  readonly shows: string | RegExp;
}

export const views: readonly View[] = [
  { name: 'picture', fragment: '#/picture/RU-VOR', shows: /contested/ },
  { name: 'picture-past', fragment: '#/picture/RU-KLU?knownAt=40&since=24', shows: 'The page stands still.' },
  { name: 'conflicts', fragment: '#/conflicts', shows: /put the number at four/ },
  { name: 'incidents', fragment: '#/incidents?kind=happening,group,context&closed=1', shows: 'Drone near Sukhinichi' },
  { name: 'incident', fragment: '#/incidents/moscow-drones', shows: 'Decisions of the desk in force' },
  { name: 'sources', fragment: '#/sources', shows: 'usually reliable' },
  { name: 'source', fragment: '#/sources/capital-courier', shows: 'withdrawn by its source' },
  { name: 'fact-types', fragment: '#/fact-types', shows: 'AirAlertDeclared' },
  { name: 'fact-type', fragment: '#/fact-types/CasualtyStatusUpdated', shows: 'directCasualties' },
  { name: 'subscriptions', fragment: '#/subscriptions', shows: 'Subscriptions take a key' },
  { name: 'key', fragment: '#/key', shows: /takes no key/ },
];
