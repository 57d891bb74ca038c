// The key lives as long as the tab. In an address it would stay in histories and bookmarks, so it is taken out of there at once.

const name = 'pipeline.key';

export const key = {
  get: () => sessionStorage.getItem(name),
  keep: value => sessionStorage.setItem(name, value),
  forget: () => sessionStorage.removeItem(name),
};

/** Takes the key out of an address that ends in #key=…; says whether there was one. */
export function takeKey() {
  const found = /^#key=([^&]+)$/.exec(location.hash);
  if (!found) return false;
  history.replaceState(null, '', '#/');
  key.keep(plain(found[1]));
  return true;
}

function plain(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    // A key with a percent sign that was put there as it is.
    return text;
  }
}
