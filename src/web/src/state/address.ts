/** Where the reader is. All that a view depends on stands in the fragment of the URL, so that a link shows a colleague the same. */
export interface Route {
  /** The screen, such as `picture`. */
  readonly screen: string;
  /** What it is about, such as a region's code. */
  readonly path: readonly string[];
  readonly query: Query;
}

export type Query = Readonly<Record<string, string | undefined>>;

/** The screen of an empty fragment. */
const firstScreen = 'picture';

/** Reads a fragment, such as `#/picture/RU-KLU?knownAt=42`. What cannot be read, or is empty, is left out. */
export function parse(fragment: string): Route {
  const [path = '', query = ''] = fragment.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [screen, ...rest] = path.split('/').filter((part) => part !== '').map(decode);
  return { screen: screen ?? firstScreen, path: rest, query: Object.fromEntries([...new URLSearchParams(query)].filter(([, value]) => value !== '')) };
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
