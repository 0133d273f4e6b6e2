// Waits for a signal to stop; a second one, or a stop that takes too long, ends at once.

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Beyond this a process manager would kill the process anyway. */
const hardStopMs = 20_000
/** One wish to stop can come as two signals: to the whole group of processes, and passed on by the one that started us. */
const sameWishMs = 1_000

/** `stopAtOnce` is called on the second signal, or when what follows the first has not ended the process in time. */
export function untilToldToStop(stopAtOnce: () => void): Promise<void> {
  return new Promise((resolve) => {
    let toldAt: number | undefined
    for (const signal of signals) {
      process.on(signal, () => {
        const now = performance.now()
        if (toldAt !== undefined) {
          if (now - toldAt > sameWishMs) stopAtOnce()
          return
        }
        toldAt = now
        // Not a reason to stay alive by itself.
        setTimeout(stopAtOnce, hardStopMs).unref()
        resolve()
      })
    }
  })
}
