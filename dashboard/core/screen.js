import { h } from './dom.js';
import { morph } from './morph.js';
import { poll } from './poll.js';
import { sayOffline } from './say.js';

/**
 * Shows one view at a time and keeps it up to date. A view has a title, 'every' (milliseconds), load(route, signal) and draw(data, page), which draws
 * all of it each time: page has the route, the width there is, and refresh().
 */
export class Screen {
  #main;
  #poll;
  #width = 0;
  #shown = null;
  #page;
  #redraw = () => {};

  constructor(main) {
    this.#main = main;
    // Data may be there before the style sheets, and so before there is a width.
    new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width === this.#width) return;
      this.#width = contentRect.width;
      this.#redraw();
    }).observe(main);
  }

  open(view, route) {
    this.#stop();
    const path = route.path.join('/');
    const isNew = path !== this.#shown;
    if (isNew) this.#show(view.title, h('div', { class: 'view' }, h('h1', { tabindex: '-1' }, view.title), h('p', { class: 'faint' }, 'Loading …')), this.#shown !== null);
    this.#shown = path;
    let turned = !isNew && route.query.after !== this.#page;
    this.#page = route.query.after;
    this.#main.setAttribute('aria-busy', 'true');
    this.#poll = poll({
      every: view.every,
      load: signal => view.load(route, signal),
      loaded: data => {
        sayOffline(null);
        this.#redraw = () => this.#draw(view.draw(data, { route, width: this.#width, refresh: () => this.#poll?.now() }));
        this.#redraw();
        if (turned) this.#toTheTop();
        turned = false;
      },
      failed: (error, wait) => this.#failed(view, error, wait),
    });
  }

  close() {
    this.#stop();
    this.#shown = null;
  }

  #stop() {
    this.#poll?.stop();
    this.#poll = undefined;
    this.#redraw = () => {};
    sayOffline(null);
  }

  #show(title, content, takesFocus) {
    document.title = `${title} · Pipeline`;
    this.#main.replaceChildren(content);
    if (takesFocus) this.#toTheTop();
  }

  #toTheTop() {
    scrollTo(0, 0);
    this.#main.querySelector('h1')?.focus({ preventScroll: true });
  }

  #draw(content) {
    const had = this.#main.contains(document.activeElement);
    this.#main.removeAttribute('aria-busy');
    morph(this.#main, withAttributesOf(this.#main, content));
    // What had the focus is gone, such as a button in a row: the next Tab goes on from the top of the view, not of the page.
    if (had && document.activeElement === document.body) this.#main.querySelector('h1')?.focus({ preventScroll: true });
  }

  #failed(view, error, wait) {
    if (error.status === 401) return false;
    const final = error.status >= 400 && error.status < 500;
    if (final) this.#draw(h('div', { class: 'view' }, h('h1', { tabindex: '-1' }, view.title), h('p', { class: 'note bad', role: 'alert' }, error.message)));
    else sayOffline(`The app does not answer (${error.message}). What you see may be old; trying again ${wait > 8000 ? 'every half a minute' : 'in a few seconds'}.`);
    return !final;
  }
}

function withAttributesOf(main, content) {
  const copy = main.cloneNode(false);
  copy.append(content);
  return copy;
}
