// Elements from values. Text becomes text nodes, never markup: whatever a job says is shown, and nothing of it runs.

const svgSpace = 'http://www.w3.org/2000/svg';

/** An HTML element; properties that begin with "on" are handlers, others are attributes. */
export const h = (name, properties, ...children) => fill(document.createElement(name), properties, children);

/** The same of SVG. */
export const s = (name, properties, ...children) => fill(document.createElementNS(svgSpace, name), properties, children);

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}
