/**
 * Runs something in the next turn of the event loop, after the messages that have come. Returns what calls it off. A browser
 * knows only timers for it.
 */
export function nextTurn(run: () => void): () => void {
  if (typeof setImmediate === 'function') {
    const immediate = setImmediate(run);
    return () => clearImmediate(immediate);
  }
  const timer = setTimeout(run, 0);
  return () => clearTimeout(timer);
}
