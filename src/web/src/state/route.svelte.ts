import { parse, type Query, type Route, write } from './address';

/** The three cut points, as the service takes them; what is missing is not cut. */
export interface Cuts {
  readonly knownAt?: string | undefined;
  readonly publishedBy?: string | undefined;
  readonly eventTime?: string | undefined;
}

class Here {
  route: Route = $state.raw(parse(window.location.hash));

  // Each by itself, so that the cuts are the same object until one of them changes: much is asked for anew with another one.
  readonly #knownAt = $derived(this.route.query['knownAt']);
  readonly #publishedBy = $derived(this.route.query['publishedBy']);
  readonly #eventTime = $derived(this.route.query['eventTime']);
  cuts: Cuts = $derived({ knownAt: this.#knownAt, publishedBy: this.#publishedBy, eventTime: this.#eventTime });

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
  here.route = parse(address);
  try {
    if (how === 'replace') {
      window.history.replaceState(window.history.state, '', address);
    } else if (address !== window.location.hash) {
      window.history.pushState(null, '', address);
    }
  } catch {
    // Browsers refuse too many steps in a short time; the view is right all the same, and the next step puts the address right.
  }
}
