const longest = 30_000;

/**
 * Loads again and again: not while the tab is hidden, seldom while nobody answers, and never so often that a slow server does little else.
 * @param {number} every milliseconds between an answer and the next question
 * @param {(signal: AbortSignal) => Promise} load
 * @param {(data) => void} loaded
 * @param {(error: Error, wait: number) => boolean} failed whether to go on
 */
export function poll({ every, load, loaded, failed }) {
  let timer, current, failures = 0, stopped = false;

  async function round() {
    clearTimeout(timer);
    current?.abort();
    if (stopped || document.hidden) return;
    const { signal } = current = new AbortController();
    const began = performance.now();
    let wait = every;
    try {
      const data = await load(signal);
      if (signal.aborted) return;
      failures = 0;
      loaded(data);
      wait = Math.max(every, 4 * (performance.now() - began));
    } catch (error) {
      if (signal.aborted) return;
      wait = Math.min(longest, every * 2 ** ++failures);
      if (!failed(error, wait)) return;
    }
    timer = setTimeout(round, Math.min(longest, wait));
  }

  document.addEventListener('visibilitychange', round);
  round();
  return {
    now: round,
    stop() {
      stopped = true;
      clearTimeout(timer);
      current?.abort();
      document.removeEventListener('visibilitychange', round);
    },
  };
}
