import { caller } from '../state/caller.svelte';
import { Problem } from './problem';

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Asks the service, and gives the JSON of its answer. Throws a {@link Problem}. */
export async function ask<T>(path: string, request: Request = {}): Promise<T> {
  const response = await send(path, request);
  return response.status === 204 ? undefined as T : await jsonOf<T>(response, request.signal);
}

/** The JSON of an answer. One that broke off, or is none as a proxy's page, counts as no answer. Throws a {@link Problem}; an ended signal as what it is. */
export async function jsonOf<T>(response: Response, signal?: AbortSignal): Promise<T> {
  try {
    return await response.json() as T;
  } catch (failure) {
    throw signal?.aborted === true ? failure : Problem.away();
  }
}

/** Asks the service, and gives its answer. Throws a {@link Problem}; an ended signal as what it is. */
export async function send(path: string, request: Request = {}): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set('Accept', request.accept ?? 'application/json');
  if (caller.key !== null && !headers.has('Authorization')) {
    headers.set('Authorization', `Bearer ${caller.key}`);
  }
  if (request.body !== undefined) {
    headers.set('Content-Type', 'application/json');
  }
  let response: Response;
  try {
    response = await fetch(path, {
      method: request.method ?? 'GET',
      headers,
      credentials: 'omit',
      cache: 'no-store',
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: request.signal ?? null,
    });
  } catch (failure) {
    throw request.signal?.aborted === true ? failure : request.method === undefined || request.method === 'GET' ? Problem.away() : Problem.unanswered();
  }
  if (!response.ok) {
    throw await Problem.of(response);
  }
  return response;
}

/** A path of the service with its query; what is undefined is left out. */
export function path(parts: readonly string[], query: Readonly<Record<string, string | number | boolean | undefined>> = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : `${name}=${encodeURIComponent(value)}`));
  return `/${parts.map(encodeURIComponent).join('/')}${given.length === 0 ? '' : `?${given.join('&')}`}`;
}
