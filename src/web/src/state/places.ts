/** How long what was read is waited for to be as long again, in milliseconds. */
const patience = 3_000;

/** How many steps back are remembered. */
const stepsMax = 100;

/**
 * How far down the reader was in each step of this tab's history. Browsers know that themselves, but put it back before the view is there, and at a step forward
 * leave it as it was.
 */
class Places {
  readonly #downs = new Map<number, number>();
  #at = 0;
  #last = 0;
  #returning: AbortController | null = null;

  constructor() {
    window.history.scrollRestoration = 'manual';
    this.#enter();
    window.addEventListener('scroll', () => this.#note(), { passive: true });
  }

  /** To be told of each step, and whether it leads to another view. */
  arrive(isOther: boolean): void {
    this.#enter();
    if (!isOther) {
      this.#note();
      return;
    }
    this.#returning?.abort();
    const down = this.#downs.get(this.#at) ?? 0;
    window.scrollTo(0, 0);
    if (down > 0) {
      this.#return(down);
    }
  }

  #enter(): void {
    const state = window.history.state as { readonly step?: unknown } | null;
    if (typeof state?.step === 'number') {
      this.#at = state.step;
      this.#last = Math.max(this.#last, this.#at);
    } else {
      this.#at = ++this.#last;
      try {
        window.history.replaceState({ step: this.#at }, '');
      } catch {
        // Too many steps in a short time: this one is not known when the reader comes back to it.
      }
    }
  }

  #note(): void {
    if (this.#returning !== null) {
      return;
    }
    this.#downs.delete(this.#at); // Last in the order again.
    this.#downs.set(this.#at, window.scrollY);
    for (const oldest of [...this.#downs.keys()].slice(0, -stepsMax)) {
      this.#downs.delete(oldest);
    }
  }

  // The view grows while its answers come. A reader who moves meanwhile is left alone.
  #return(down: number): void {
    const returning = this.#returning = new AbortController();
    const growing = new ResizeObserver(() => {
      if (document.documentElement.scrollHeight - window.innerHeight >= down) {
        window.scrollTo(0, down);
        returning.abort();
      }
    });
    returning.signal.addEventListener('abort', () => {
      growing.disconnect();
      if (this.#returning === returning) {
        this.#returning = null;
      }
    });
    growing.observe(document.body);
    for (const moved of ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const) {
      window.addEventListener(moved, () => returning.abort(), { passive: true, signal: returning.signal });
    }
    setTimeout(() => returning.abort(), patience);
  }
}

export const places = new Places();
