import { kept } from './kept';

/** Light, dark, or as the reader's system has it; kept on this machine. */
export type Theme = 'system' | 'light' | 'dark';

const place = 'incident-timeline-theme';

class ThemeState {
  chosen: Theme = $state(readChosen());
  readonly #dark = window.matchMedia('(prefers-color-scheme: dark)');
  #systemIsDark = $state(this.#dark.matches);
  shown: 'light' | 'dark' = $derived(this.chosen === 'system' ? (this.#systemIsDark ? 'dark' : 'light') : this.chosen);

  constructor() {
    this.#dark.addEventListener('change', (change) => {
      this.#systemIsDark = change.matches;
    });
  }

  choose(theme: Theme): void {
    this.chosen = theme;
    kept.write(place, theme);
  }
}

export const theme = new ThemeState();

function readChosen(): Theme {
  const chosen = kept.read(place);
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}
