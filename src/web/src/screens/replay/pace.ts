/** Calls at most once in a while: at once the first time, and with the last of what came meanwhile after it. */
export class Pace<T> {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #waiting: { readonly what: T } | null = null;

  constructor(
    private readonly milliseconds: number,
    private readonly act: (what: T) => void,
  ) {}

  call(what: T): void {
    if (this.#timer !== null) {
      this.#waiting = { what };
      return;
    }
    this.act(what);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.flush();
    }, this.milliseconds);
  }

  /** Does now what waits. */
  flush(): void {
    const waiting = this.#waiting;
    if (waiting !== null) {
      this.end();
      this.call(waiting.what);
    }
  }

  end(): void {
    this.#waiting = null;
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
  }
}
