import { parse, type Query, type Route, write } from './address';

/** The three cut points, as the service takes them; what is missing is not cut. */
export interface Cuts {
  readonly knownAt?: string | undefined;
  readonly publishedBy?: string | undefined;
  readonly eventTime?: string | undefined;
}

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
