import { key } from './key.js';

// This file is /api/dashboard/core/api.js, whatever lies before it.
const root = new URL('../../', import.meta.url);

/** An answer that is none of those asked for; its message is made to be read. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** @param {object} [query] null and empty values are left out
 *  @param {number[]} [also] codes besides those of success whose body is an answer */
export async function get(path, { query = {}, signal, also = [] } = {}) {
  return (await send(path, { query, signal, also })).json();
}

export async function getText(path, { signal } = {}) {
  return (await send(path, { signal })).text();
}

export async function post(path, body) {
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return (await send(path, { method: 'POST', headers, body: body === undefined ? undefined : JSON.stringify(body) })).json();
}

async function send(path, { query = {}, also = [], headers = {}, ...options }) {
  const url = new URL(path, root);
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, value);
  const answer = await fetch(url, { ...options, cache: 'no-store', headers: { ...headers, 'x-functions-key': headerValue(key.get() ?? '') } });
  if (answer.ok || also.includes(answer.status)) return answer;
  if (answer.status === 401) dispatchEvent(new Event('key-refused'));
  throw new ApiError(answer.status, await reason(answer));
}

// A header takes no other characters, and no key has them: such a key is wrong, not an error.
const headerValue = text => /^[\x20-\x7e]*$/.test(text) ? text : '-';

async function reason(answer) {
  const problem = await answer.json().catch(() => null);
  return problem?.detail ?? problem?.title ?? `The app answered with code ${answer.status}.`;
}
