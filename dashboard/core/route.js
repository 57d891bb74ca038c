// The address after # says what is shown, filters and page included, so that it can be shared and the browser's Back works.

/** @returns {{path: string[], query: Record<string, string>}} */
export function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?', 2);
  return { path: path.split('/').filter(part => part.length > 0).map(decode), query: Object.fromEntries(new URLSearchParams(query ?? '')) };
}

/** An address; parts and values may be any text. */
export function to(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const tail = new URLSearchParams(given).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${tail ? `?${tail}` : ''}`;
}

export const go = (path, query) => { location.hash = to(path, query); };

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    // An address that somebody typed.
    return part;
  }
}
