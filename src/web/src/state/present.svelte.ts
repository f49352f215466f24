import type { Query } from './address';
import { live } from './live.svelte';
import { here } from './route.svelte';

/** Least time between two answers that a screen asks for by itself, in milliseconds: a busy log must not make the page ask all the time. */
const paceMin = 1_000;

/** The end of the log, at a pace that screens can follow. */
class Present {
  head: number = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #movedAt = 0;

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const head = live.head;
        clearTimeout(this.#timer);
        const move = (): void => {
          this.head = head;
          this.#movedAt = Date.now();
        };
        const early = this.#movedAt + paceMin - Date.now();
        if (early <= 0) {
          move();
        } else {
          this.#timer = setTimeout(move, early);
        }
      });
    });
  }
}

const present = new Present();

/**
 * The cut points to ask with. In the present an answer holds at least what the page knows to be in the log, so that one that follows an event
 * shows it; in the past nothing moves.
 */
export function asked(): Query {
  return here.isPast || present.head === 0 ? { ...here.cuts } : { ...here.cuts, atLeast: String(present.head) };
}
