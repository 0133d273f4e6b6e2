// Runs what one space's machine asks for: store transactions through its replica, frames through the connection.

import type { Clock, Random } from '@weft/base'
import type {
  AwarenessFrame,
  DeviceFrame,
  Devices,
  Entries,
  ErrorFrame,
  HelloSpace,
  Limits,
  Receipt,
  Snapshots,
  WelcomeSpace
} from '@weft/protocol'
import { countWaiting } from '../replica/memory.js'
import type { JournalFact } from '../status/journal.js'
import { sendPush } from './send-push.js'
import type { SessionSpace } from './session-space.js'
import { apart, stepSpace } from './space-machine.js'
import type { SpaceEffect, SpaceEvent, SpaceSession } from './space-session.js'
import { createSpaceWork, StaleSession } from './space-work.js'

const reportEveryMs = 50
const reportAgainMs = 1_000

export interface SpaceDriver {
  up(): void
  down(code: number, retryInMs: number | null): void
  /** Down because the network is metered. */
  hold(): void
  hello(spaces: readonly HelloSpace[]): void
  welcomed(welcome: WelcomeSpace, limits: Limits): void
  received(frame: Entries | Snapshots | Receipt | Devices | AwarenessFrame | ErrorFrame, bytes: number): void
  edited(): void
  /** A person asks what the timer would ask later. */
  retry(): void
  isLive(): boolean
  close(): void
}

export interface SpaceDriverOptions {
  readonly space: SessionSpace
  readonly clock: Clock
  readonly random: Random
  readonly send: (frame: DeviceFrame) => void
  /** So many bytes of entries or snapshots are stored: the relay may send as many more. */
  readonly giveBack: (bytes: number) => void
  readonly sendHello: (spaces: readonly HelloSpace[]) => void
  readonly reconnect: () => void
}

export function createSpaceDriver(options: SpaceDriverOptions): SpaceDriver {
  const { space, clock, random, send } = options
  const { replica } = space
  let session: SpaceSession = apart
  const work = createSpaceWork(space, clock, random)
  let limits: Limits | undefined
  /** Raised with each connection: what an older one asked for is answered to nobody. */
  let generation = 0
  let cancelPush = (): void => undefined
  /** Store transactions that were asked for and have not answered. */
  let underWay = 0
  let report: { readonly due: number; readonly cancel: () => void } | undefined
  let reportedAt = Number.NEGATIVE_INFINITY
  let reported = { position: -1, waitingEdits: -1, persistent: false }

  const dispatch = (event: SpaceEvent): void => {
    const step = stepSpace(session, event)
    const isChanged = step.session !== session
    session = step.session
    for (const effect of step.effects) run(effect)
    if (isChanged) space.sessionChanged(session)
  }

  /** Store work: answered by an event unless the connection is another one by then. */
  const ask = (asking: Promise<SpaceEvent>): void => {
    const asked = generation
    underWay++
    const ended = asking.finally(() => {
      underWay--
    })
    ended.then(
      (event) => {
        if (asked !== generation) return
        dispatch(event)
        if (report && underWay === 0) reportSoon()
      },
      (error: unknown) => {
        // Nothing was changed. A fresh connection begins again from what the store holds.
        if (!(error instanceof StaleSession)) {
          const code = (error as { code?: string }).code ?? String(error)
          space.journal({ kind: 'storage-trouble', code }, 'trouble')
        }
        if (asked === generation) options.reconnect()
      }
    )
  }

  const run = (effect: SpaceEffect): void => {
    switch (effect.type) {
      case 'greet':
        ask(work.greet())
        break
      case 'send-hello':
        options.sendHello([effect.hello])
        break
      case 'adopt-epoch':
        ask(work.adoptEpoch(effect.epoch))
        break
      case 'store':
        ask(work.store(effect.incoming))
        break
      case 'settle':
        ask(work.settle(effect.receipts))
        break
      case 'load-unacknowledged':
        ask(work.loadUnacknowledged(effect.held))
        break
      case 'push': {
        const batch = work.takeBatch(effect.batch)
        if (batch && limits) {
          sendPush(send, limits, {
            space: space.name,
            replica: replica.memory.state.replica,
            batch: effect.batch,
            ...batch
          })
        }
        break
      }
      case 'cut':
        ask(work.cut(effect.targetBytes, effect.largestBytes))
        break
      case 'renew':
        ask(work.renew(effect.reason))
        break
      case 'report-cursor':
        reportSoon()
        break
      case 'give-credit':
        options.giveBack(effect.bytes)
        break
      case 'reconnect':
        options.reconnect()
        break
      case 'push-again-later':
        cancelPush()
        cancelPush = clock.after(effect.delayMs, () => dispatch({ type: 'push-again' }))
        break
      case 'note-error':
        space.journal({ kind: 'relay-error', code: effect.code, message: effect.message }, 'trouble')
        break
    }
  }

  /**
   * At once after a rest; then what comes of several is one word, and so is what comes of an entry and the receipt
   * behind it.
   */
  const reportSoon = (): void => {
    const now = clock.monotonic()
    const restMs = reportedAt + reportEveryMs - now
    const delayMs = Math.max(restMs, underWay > 0 ? reportEveryMs : 0)
    if (report && report.due <= now + delayMs) return
    if (delayMs <= 0) reportCursor()
    else reportIn(delayMs)
  }

  const reportIn = (delayMs: number): void => {
    report?.cancel()
    report = { due: clock.monotonic() + delayMs, cancel: clock.after(delayMs, reportWhatIsThere) }
  }

  /** Later the store may have been emptied, which only a look at it tells: a cursor is said of what is on the disk (L9). */
  const reportWhatIsThere = (): void => {
    const asked = generation
    replica.sync().then(
      () => {
        if (asked === generation) reportCursor()
      },
      () => {
        if (asked === generation) reportIn(reportAgainMs)
      }
    )
  }

  const stopReport = (): void => {
    report?.cancel()
    report = undefined
  }

  const reportCursor = (): void => {
    stopReport()
    if (session.phase !== 'live') return
    const now = {
      position: replica.memory.state.cursor.position,
      waitingEdits: countWaiting(replica.memory).edits,
      persistent: space.isPersistent()
    }
    if (
      now.position === reported.position &&
      now.waitingEdits === reported.waitingEdits &&
      now.persistent === reported.persistent
    ) {
      return
    }
    reported = now
    reportedAt = clock.monotonic()
    send({ type: 'cursor', space: space.name, ...now })
  }

  const leave = (why: JournalFact | null): void => {
    generation++
    cancelPush()
    stopReport()
    work.reset()
    if (why) space.journal(why, 'note')
    dispatch({ type: 'link-down' })
  }

  return {
    up: () => {
      generation++
      stopReport()
      reported = { position: -1, waitingEdits: -1, persistent: false }
      work.reset()
      dispatch({ type: 'link-up' })
    },
    down: (code, retryInMs) =>
      leave(session.phase === 'apart' ? null : { kind: 'disconnected', code, retryInMs }),
    hold: () => leave({ kind: 'held', why: 'metered' }),
    hello: options.sendHello,
    welcomed: (welcome, told) => {
      limits = told
      dispatch({ type: 'welcomed', welcome, limits: told, outboxWaits: replica.memory.outbox.size > 0 })
      if (welcome.standing === 'ok') space.journal({ kind: 'connected', epoch: welcome.epoch }, 'note')
    },
    received: (frame, bytes) => {
      switch (frame.type) {
        case 'entries':
          dispatch({ type: 'received', incoming: { kind: 'entries', frame, bytes } })
          break
        case 'snapshots':
          dispatch({ type: 'received', incoming: { kind: 'snapshots', frame, bytes } })
          break
        case 'receipt':
          dispatch({ type: 'receipt', receipt: frame })
          break
        case 'error': {
          const { code, message, retryAfterMs } = frame
          dispatch({ type: 'error', code, message, retryAfterMs })
          break
        }
        case 'devices':
          dispatch({ type: 'counted', position: Math.max(0, ...frame.rows.map(({ asOf }) => asOf)) })
          space.devices(frame)
          break
        case 'awareness':
          space.presence(frame)
          break
      }
    },
    edited: () => dispatch({ type: 'edited' }),
    retry: () => {
      const isHeldUp = session.phase === 'closed' || (session.phase === 'live' && session.trouble !== null)
      if (isHeldUp) dispatch({ type: 'push-again' })
    },
    isLive: () => session.phase === 'live',
    close: () => {
      generation++
      cancelPush()
      stopReport()
    }
  }
}
