// When the socket of a client of another protocol is read, and when it waits: what it sends then slows it down itself.

import type { Clock } from '@weft/base'
import { createTokenBucket, takeIntoDebt } from '../session/token-bucket.js'
import type { Connection } from '../socket/connection.js'
import { bufferBound } from '../socket/outlet.js'

export interface Pace {
  /** A message has come. It is to be taken: what was read is read. */
  heard(): void
  /** What is in flight or in the socket may have changed. */
  look(): void
  /** Nothing more is taken: what the client still says, its goodbye among it, is read and dropped. */
  end(): void
}

export interface PaceOptions {
  readonly connection: Connection
  readonly clock: Clock
  readonly messagesPerSecond: number
  /** Bytes of updates that have not found their fate. */
  readonly inFlightBytes: () => number
}

/** Beyond this a client is not read until what it sent has found its fate; each update costs memory beside its bytes. */
const mostInFlightBytes = 8 * 1024 * 1024

export function createPace({ connection, clock, messagesPerSecond, inFlightBytes }: PaceOptions): Pace {
  const messages = createTokenBucket(messagesPerSecond, 2 * messagesPerSecond, clock.monotonic())
  let cancelRest: (() => void) | undefined
  let paused = false
  let isOver = false

  const look = (): void => {
    if (isOver) return
    // Nor is one that does not read what it is answered.
    const isTooMuch = inFlightBytes() > mostInFlightBytes || connection.bufferedAmount() > bufferBound
    const waits = cancelRest !== undefined || isTooMuch
    if (waits === paused) return
    paused = waits
    if (paused) connection.pause()
    else connection.resume()
  }

  const rest = (ms: number): void => {
    cancelRest?.()
    cancelRest = clock.after(ms, () => {
      cancelRest = undefined
      look()
    })
    look()
  }

  return {
    heard: () => {
      const debtMs = takeIntoDebt(messages, clock.monotonic())
      if (debtMs > 0) rest(debtMs)
    },
    look,
    end: () => {
      isOver = true
      cancelRest?.()
      if (paused) connection.resume()
    }
  }
}
