// Marks a promise as looked after.

/** A body may leave a read unawaited: its failure is then the transaction's, not an unhandled rejection. */
export function observed<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
