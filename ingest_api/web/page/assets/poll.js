// Work that is done again and again while the page is visible.

const LONGEST_PAUSE_SECONDS = 60;

/**
 * Does a task now and every few seconds. After failures it comes later and later; in a hidden tab it waits.
 *
 * @param {() => Promise<void>} task - throws if it failed.
 * @param {number} seconds - between the end of one and the begin of the next.
 * @returns {() => void} ends it.
 */
export function poll(task, seconds) {
  let timer = null;
  let isEnded = false;
  let isBusy = false;
  let failures = 0;

  async function next() {
    clearTimeout(timer);
    if (isEnded || isBusy || document.hidden) return;
    isBusy = true;
    let pause = seconds;
    try {
      await task();
      failures = 0;
    } catch (error) {
      failures += 1;
      pause = Math.min(seconds * 2 ** failures, LONGEST_PAUSE_SECONDS);
      pause = Math.max(pause, error.retryAfter ?? 0);
    }
    isBusy = false;
    timer = setTimeout(next, pause * 1000);
  }

  document.addEventListener("visibilitychange", next);
  next();
  return () => {
    isEnded = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", next);
  };
}
