// Runs one query at a time.

import { Problem, getText, parseExactly } from "../api.js";
import { announce } from "../dom.js";

/**
 * Makes a runner.
 *
 * @param {object} result - where the result goes; see results.js.
 * @param {(problem: Problem | null) => void} failed - called with the problem of a query that fails.
 * @param {(isRunning: boolean) => void} changed - called when a query begins and ends.
 */
export function queryRunner(result, failed, changed) {
  let running = null;

  /** Ends the query, if there is one: the API ends it if its client goes. */
  function stop() {
    if (!running) return;
    running.abort();
    running = null;
    changed(false);
    result.invite("The query was stopped.");
    announce("The query was stopped.");
  }

  /**
   * Runs a query in place of the one that runs.
   *
   * @param {{path: string, parameters: Array}} request - what to ask.
   * @param {string} name - of the files that are downloaded, without their extension.
   */
  async function run(request, name) {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    changed(true);
    result.running();
    const begin = performance.now();
    try {
      const answer = parseExactly(await getText(request.path, request.parameters, { signal: mine.signal }));
      if (running === mine) result.show(answer, request, name, (performance.now() - begin) / 1000);
    } catch (problem) {
      if (problem.name === "AbortError" || running !== mine) return;
      if (!(problem instanceof Problem)) throw problem;
      failed(problem);
    } finally {
      if (running === mine) {
        running = null;
        changed(false);
      }
    }
  }

  return { run, stop, isRunning: () => running !== null };
}
