/** Why the service refused, as it says itself (RFC 9457), or that it could not be asked. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** The HTTP status; 0 where there was no answer. */
    readonly status: number,
    /** The stable name of the problem, such as `stale-version`; `away` where there was no answer. */
    readonly slug: string,
    readonly title: string,
    readonly detail: string,
    /** What is wrong with which member, by JSON pointer. */
    readonly errors: readonly MemberProblem[] = [],
    /** Seconds to wait before asking again, where the service says so. */
    readonly retryAfter: number | null = null,
    /** By which the operator finds it in the log. */
    readonly traceId: string | null = null,
  ) {
    super(`${title}. ${detail}`);
  }

  /** Whether the same request may succeed later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  static away(): Problem {
    return new Problem(0, 'away', 'The service does not answer', 'Nothing was lost. The page asks again by itself.');
  }

  static async of(response: Response): Promise<Problem> {
    const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
    const told = await response.json().catch(() => ({})) as Partial<ProblemDocument>;
    return new Problem(
      response.status,
      told.type?.split('/').at(-1) ?? `http-${response.status}`,
      told.title ?? `The service answered ${response.status}`,
      told.detail ?? '',
      told.errors ?? [],
      Number.isFinite(retryAfter) ? retryAfter : null,
      told.traceId ?? null,
    );
  }
}

export interface MemberProblem {
  readonly pointer: string;
  readonly detail: string;
}

interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly MemberProblem[];
  readonly traceId: string;
}
