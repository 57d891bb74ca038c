// Where a value stands between the bottom (0) and the top (1) of a plot, and which values are written beside it.

/** For what goes from nothing to a lot: the top is 1, 2, 5, 10, 20, …, so that it seldom changes. */
export function linear(most) {
  const top = rounded(most);
  return { at: value => value / top, marks: [0, top / 2, top] };
}

/** For times, of which a slow one is a thousand quick ones: each step up is ten times as long. Zero is the bottom's value. */
export function decades(most) {
  const steps = Math.max(2, Math.ceil(Math.log10(Math.max(1, most)) - 1e-9));
  const every = Math.ceil(steps / 4);
  return {
    at: value => Math.log10(Math.max(1, value)) / steps,
    marks: Array.from({ length: Math.floor(steps / every) + 1 }, (_, i) => 10 ** (i * every)),
  };
}

function rounded(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find(step => step * power >= value * 0.999);
}
