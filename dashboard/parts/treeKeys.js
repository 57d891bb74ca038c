// Moving in a tree as https://www.w3.org/WAI/ARIA/apg/patterns/treeview/ has it: one stop for Tab, arrows within.

const itemOf = element => element.closest('[role=treeitem]');

const outerOf = item => item.parentElement.parentElement.closest('li')?.querySelector('[role=treeitem]');

export function moveIn(event, open, fold) {
  const current = itemOf(event.target);
  if (!current || event.altKey || event.ctrlKey || event.metaKey) return;
  const all = [...event.currentTarget.querySelectorAll('[role=treeitem]')];
  const at = all.indexOf(current);
  const isOpen = current.getAttribute('aria-expanded');
  const step = {
    ArrowDown: () => focus(all, all[at + 1]),
    ArrowUp: () => focus(all, all[at - 1]),
    Home: () => focus(all, all[0]),
    End: () => focus(all, all.at(-1)),
    ArrowRight: () => isOpen === 'false' ? fold(current.dataset.id) : isOpen === 'true' ? focus(all, all[at + 1]) : null,
    ArrowLeft: () => isOpen === 'true' ? fold(current.dataset.id) : focus(all, outerOf(current)),
    Enter: () => open(current.dataset.id),
  }[event.key];
  if (!step) return;
  event.preventDefault();
  step();
}

function focus(all, next) {
  if (!next) return;
  for (const item of all) item.tabIndex = item === next ? 0 : -1;
  next.focus();
}
