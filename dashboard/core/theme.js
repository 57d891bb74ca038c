// Light, dark, or as the system has it.

const name = 'pipeline.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

const isDark = () => (localStorage.getItem(name) ?? (dark.matches ? 'dark' : 'light')) === 'dark';

function show(button) {
  const chosen = localStorage.getItem(name);
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
  button.textContent = isDark() ? 'Light' : 'Dark';
  button.setAttribute('aria-label', isDark() ? 'Light colours' : 'Dark colours');
}

export function followTheme(button) {
  button.onclick = () => {
    localStorage.setItem(name, isDark() ? 'light' : 'dark');
    show(button);
  };
  dark.addEventListener('change', () => show(button));
  show(button);
}
