// Leadership that nobody contests.

/** Calls `onElected` soon, unless the returned release was called before. */
export function leadAlone(onElected: () => void): () => void {
  let released = false
  queueMicrotask(() => {
    if (!released) onElected()
  })
  return () => {
    released = true
  }
}
