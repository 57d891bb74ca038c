// What happened, for eyes and for screen readers. It stays until something else is said or until it is old.

const stay = 12_000;
let timer;

export function say(text, isError = false) {
  const place = document.getElementById('said');
  clearTimeout(timer);
  place.textContent = text;
  place.classList.toggle('bad', isError);
  timer = setTimeout(() => { place.textContent = ''; }, stay);
}

/** Whether, and since when, the app does not answer; null: it does. */
export function sayOffline(text) {
  const place = document.getElementById('offline');
  place.hidden = text === null;
  if (text !== null && place.textContent !== text) place.textContent = text;
}
