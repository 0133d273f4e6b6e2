// Shows how far a doctor is: one line that is written over on a terminal, a line every few seconds elsewhere.

import type { Clock } from '@weft/base'

export interface CountScreen {
  readonly isTTY?: boolean | undefined
  write(text: string): unknown
}

export interface CountProgress {
  show(done: number, total: number): void
  /** Leaves the screen clean for what follows. */
  end(): void
}

const redrawMs = 100
const plainMs = 5_000

export function createCountProgress(screen: CountScreen, clock: Clock): CountProgress {
  const isTerminal = screen.isTTY === true
  let shownAt = isTerminal ? Number.NEGATIVE_INFINITY : clock.monotonic()
  let isDrawn = false
  return {
    show: (done, total) => {
      const now = clock.monotonic()
      if (now - shownAt < (isTerminal ? redrawMs : plainMs)) return
      shownAt = now
      const line = `looked at ${done} of ${total} records`
      screen.write(isTerminal ? `\r\u001b[K${line}` : `${line}\n`)
      isDrawn = isTerminal
    },
    end: () => {
      if (isDrawn) screen.write('\r\u001b[K')
      isDrawn = false
    }
  }
}
