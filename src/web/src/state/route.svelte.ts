/** Where the reader is. All that a view depends on stands in the fragment of the URL, so that a link shows a colleague the same. */
export interface Route {
  /** The screen, such as `picture`. */
  readonly screen: string;
  /** What it is about, such as a region's code. */
  readonly path: readonly string[];
  readonly query: Query;
}

export type Query = Readonly<Record<string, string | undefined>>;

/** The three cut points, as the service takes them; what is missing is not cut. */
export interface Cuts {
  readonly knownAt?: string | undefined;
  readonly publishedBy?: string | undefined;
  readonly eventTime?: string | undefined;
}

/** The screen of an empty fragment. */
const firstScreen = 'picture';

class Here {
  route: Route = $state.raw(parse(window.location.hash));

  cuts: Cuts = $derived({
    knownAt: this.route.query['knownAt'],
    publishedBy: this.route.query['publishedBy'],
    eventTime: this.route.query['eventTime'],
  });

  /** Whether the reader looks at what was known earlier: then nothing moves by itself. */
  isPast: boolean = $derived(this.cuts.knownAt !== undefined);

  constructor() {
    window.addEventListener('hashchange', () => {
      this.route = parse(window.location.hash);
    });
  }
}

export const here = new Here();

/** The address of a view, with the cut points in force carried over. `undefined` takes a parameter away. */
export function link(screen: string, path: readonly string[] = [], query: Query = {}): string {
  return write({ screen, path, query: { ...here.cuts, ...query } });
}

/** The view shown, with other parameters. */
export function linkHere(query: Query): string {
  return write({ ...here.route, query: { ...here.route.query, ...query } });
}

/** Shows another view. With `replace` the way back leaves this step out, as for a slider that is being dragged. */
export function go(address: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'replace') {
    window.history.replaceState(null, '', address);
  } else if (address !== window.location.hash) {
    window.history.pushState(null, '', address);
  }
  here.route = parse(address);
}

/** Reads a fragment, such as `#/picture/RU-KLU?knownAt=42`. What cannot be read is left out. */
export function parse(fragment: string): Route {
  const [path = '', query = ''] = fragment.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [screen, ...rest] = path.split('/').filter((part) => part !== '').map(decode);
  return { screen: screen ?? firstScreen, path: rest, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** The fragment of a view. */
export function write(route: Route): string {
  const query = Object.entries(route.query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : `${name}=${encode(value)}`));
  return `#/${[route.screen, ...route.path].map(encode).join('/')}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

// Colons, commas and the like may stand in a fragment as they are (RFC 3986), where people read them.
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%(3A|2C|40|7E)/g, (escaped) => decodeURIComponent(escaped));
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
