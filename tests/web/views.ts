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
  { name: 'key', fragment: '#/key', shows: /takes no key/ },
];
