// Makes what is on the page equal to what was drawn anew, and leaves every element in place that can stay: so focus, selection and scrolling survive.

const handlers = ['onclick', 'onsubmit', 'onchange', 'onkeydown'];

const keyOf = node => node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null;

const alike = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName;

/** Gives 'old' the attributes, handlers and children of 'next', whose nodes may be used up. */
export function morph(old, next) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  attributes(old, next);
  for (const name of handlers) if (old[name] !== next[name]) old[name] = next[name];
  children(old, next);
}

function attributes(old, next) {
  for (const { name } of [...old.attributes]) {
    // What a person has opened stays open.
    if (!next.hasAttribute(name) && !(name === 'open' && old.nodeName === 'DETAILS')) {
      old.removeAttribute(name);
      if (name === 'selected') old.selected = false;
    }
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) === value) continue;
    old.setAttribute(name, value);
    // What a person has typed or chosen stays until the page itself means something else.
    if (name === 'value') old.value = value;
    if (name === 'selected') old.selected = true;
  }
}

function children(old, next) {
  const wanted = new Set([...next.childNodes].map(keyOf));
  const kept = new Map();
  for (const child of [...old.children]) {
    const key = keyOf(child);
    if (key !== null && !wanted.has(key)) child.remove();
    else if (key !== null) kept.set(key, child);
  }
  let cursor = old.firstChild;
  for (const child of [...next.childNodes]) {
    const key = keyOf(child);
    const twin = key === null ? cursor : kept.get(key);
    if (!twin || keyOf(twin) !== key || !alike(twin, child)) {
      old.insertBefore(child, cursor);
      continue;
    }
    if (twin === cursor) cursor = cursor.nextSibling;
    else old.insertBefore(twin, cursor);
    morph(twin, child);
  }
  while (cursor) {
    const { nextSibling } = cursor;
    cursor.remove();
    cursor = nextSibling;
  }
}
