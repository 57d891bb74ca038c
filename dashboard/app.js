import { followTheme } from './core/theme.js';
import { key, takeKey } from './core/key.js';
import { route } from './core/route.js';
import { Screen } from './core/screen.js';
import { drawNav } from './parts/nav.js';
import { signIn } from './views/signIn.js';
import { find } from './views/index.js';

const byId = id => document.getElementById(id);
const screen = new Screen(byId('main'));

function open() {
  takeKey();
  const asked = key.get() === null;
  byId('top').hidden = asked;
  byId('skip').hidden = asked;
  if (asked) {
    screen.close();
    signIn(byId('main'), open);
    return;
  }
  const current = route();
  drawNav(byId('nav'), current.path[0] ?? '');
  closeMenu();
  screen.open(find(current.path), current);
}

function closeMenu() {
  byId('menu').setAttribute('aria-expanded', 'false');
}

function leave(reason) {
  key.forget();
  open();
  byId('key-problem').textContent = reason;
}

followTheme(byId('theme'));
addEventListener('hashchange', open);
// Of several requests at once each may be refused: only the first finds a key to forget.
addEventListener('key-refused', () => key.get() !== null && leave('This key is not valid. It may have been replaced: ask for the new one.'));
byId('leave').onclick = () => leave('The key is forgotten.');
byId('menu').onclick = ({ currentTarget }) => currentTarget.setAttribute('aria-expanded', `${currentTarget.getAttribute('aria-expanded') === 'false'}`);
byId('skip').onclick = event => {
  event.preventDefault();
  byId('main').focus();
};
open();
