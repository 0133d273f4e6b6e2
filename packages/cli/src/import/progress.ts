// Shows how far an import is: one line that is written over on a terminal, a line every few seconds elsewhere.

import type { Clock } from '@weft/base'
import { bytesInWords, quote } from './report.js'

export interface ProgressScreen {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(text: string): unknown
}

export interface Standing {
  readonly done: number
  readonly total: number
  /** Added to the space so far. */
  readonly bytes: number
  /** Of the document that was come to last. */
  readonly name: string
}

export interface Progress {
  show(standing: Standing): void
  /** Leaves the screen clean for what follows. */
  end(): void
}

/** Often enough to be seen to move, seldom enough not to cost anything. */
const redrawMs = 100
const plainMs = 5_000
const barWidth = 20
const fallbackColumns = 80

export function createProgress(screen: ProgressScreen, clock: Clock): Progress {
  const isTerminal = screen.isTTY === true
  let shownAt = isTerminal ? Number.NEGATIVE_INFINITY : clock.monotonic()
  let isDrawn = false
  return {
    show: (standing) => {
      const now = clock.monotonic()
      if (now - shownAt < (isTerminal ? redrawMs : plainMs)) return
      shownAt = now
      const { done, total, bytes, name } = standing
      const counts = `${done} of ${total} documents, ${bytesInWords(bytes)}`
      if (isTerminal) {
        const line = `${barOf(standing)} ${counts}, ${quote(name)}`
        // One column stays free: a full line would wrap.
        screen.write(`\r\u001b[K${[...line].slice(0, (screen.columns ?? fallbackColumns) - 1).join('')}`)
        isDrawn = true
      } else screen.write(`${counts}\n`)
    },
    end: () => {
      if (isDrawn) screen.write('\r\u001b[K')
      isDrawn = false
    }
  }
}

function barOf({ done, total }: Standing): string {
  const full = total === 0 ? barWidth : Math.floor((done / total) * barWidth)
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]`
}
