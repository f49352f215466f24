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

  /** Of what was sent to be recorded, and not asked for again by itself. */
  static unanswered(): Problem {
    return new Problem(0, 'away', 'The service does not answer', 'Whether it was recorded is not known. It can be sent again: the same is never recorded twice.');
  }

  /** Reads a refusal. What stands between the page and the service, such as a proxy, may word its own in any shape. */
  static async of(response: Response): Promise<Problem> {
    const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
    const body: unknown = await response.json().catch(() => null);
    const told = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Partial<Record<'type' | 'title' | 'detail' | 'errors' | 'traceId', unknown>>>;
    return new Problem(
      response.status,
      text(told.type)?.split('/').at(-1) ?? `http-${response.status}`,
      text(told.title) ?? `The service answered ${response.status}`,
      text(told.detail) ?? '',
      Array.isArray(told.errors) ? told.errors.filter(isMemberProblem) : [],
      Number.isFinite(retryAfter) ? retryAfter : null,
      text(told.traceId),
    );
  }
}

export interface MemberProblem {
  readonly pointer: string;
  readonly detail: string;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function isMemberProblem(value: unknown): value is MemberProblem {
  const told = value as Partial<MemberProblem> | null;
  return typeof told === 'object' && told !== null && typeof told.pointer === 'string' && typeof told.detail === 'string';
}
