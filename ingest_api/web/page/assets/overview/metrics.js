// Values of /metrics, in Prometheus's text format.

/** The sum of a metric over all of its labels. */
export function metric(text, name) {
  let sum = 0;
  for (const line of text.split("\n")) {
    const [, found, value] = line.match(/^(\w+)(?:\{.*\})? (\S+)$/) ?? [];
    if (found === name) sum += Number(value);
  }
  return sum;
}

/** Returns a function that takes a counter's value and returns its growth per minute since the call before, or null. */
export function ratePerMinute() {
  let last = null;
  return (value, now = Date.now()) => {
    const rate = last && value >= last.value ? ((value - last.value) / (now - last.now)) * 60_000 : null;
    last = { value, now };
    return rate;
  };
}
