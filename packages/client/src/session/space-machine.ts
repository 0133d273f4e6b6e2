// One space's session with the relay as a pure state machine: greet, catch up, push, settle, renew (C4).
//
// Store work is asked for by effects and answered by events. The driver runs a space's store work in the order in which
// it was asked for.

import { type HelloSpace, isErrorCode, isId, remedyByCode } from '@weft/protocol'
import type { RenewReason } from '../replica/renew-replica.js'
import { boundedRetryMs } from './retry-after.js'
import type { Incoming, LiveSession, SpaceEffect, SpaceEvent, SpaceSession } from './space-session.js'

export interface SpaceStep {
  readonly session: SpaceSession
  readonly effects: readonly SpaceEffect[]
}

export const apart: SpaceSession = { phase: 'apart' }

/** Frames that wait for a store transaction share the next one, up to so many bytes. */
const gatherBytes = 1024 * 1024
/** A batch is filled up to about this; pushing a large outbox pipelines several. */
const batchTargetBytes = 256 * 1024
const mostInFlightBytes = 2 * 1024 * 1024
/** The relay's log could not take something; after so long it is asked again, when it did not say. */
const tryAgainMs = 5_000

const againIn = (saidMs: number | null): number => (saidMs === null ? tryAgainMs : boundedRetryMs(saidMs))

export function stepSpace(session: SpaceSession, event: SpaceEvent): SpaceStep {
  if (event.type === 'link-down') return to(apart)
  if (event.type === 'link-up') return to({ phase: 'preparing' }, { type: 'greet' })
  switch (session.phase) {
    case 'preparing':
      if (event.type === 'greeted') {
        return to({ phase: 'greeting', hello: event.hello }, { type: 'send-hello', hello: event.hello })
      }
      return to(session)
    case 'greeting':
      if (event.type === 'welcomed') return onWelcome(session.hello, event)
      if (event.type === 'error') return onEarlyError(session, event)
      return to(session)
    case 'live':
      return onLive(session, event)
    case 'renewing':
      return event.type === 'renewed' ? to(session, { type: 'reconnect' }) : to(session)
    case 'closed':
      // The reason may follow the welcome that said no more than "closed".
      if (event.type === 'error') return onEarlyError(session, event)
      return event.type === 'push-again' ? to({ phase: 'preparing' }, { type: 'greet' }) : to(session)
    case 'apart':
      return to(session)
  }
}

function onWelcome(hello: HelloSpace, event: Extract<SpaceEvent, { type: 'welcomed' }>): SpaceStep {
  const { welcome, limits } = event
  if (welcome.standing === 'closed') {
    const closed = { code: 'log-unavailable', message: 'the relay could not open the space' } as const
    return to({ phase: 'closed', ...closed }, { type: 'push-again-later', delayMs: tryAgainMs })
  }
  if (welcome.standing !== 'ok') return renew(welcome.standing)
  // Kept, it would stand in every hello from now on, and no relay would answer those.
  if (!isId(welcome.epoch)) {
    const broken = { code: 'log-unavailable', message: 'the relay named an epoch that is no id' } as const
    return to({ phase: 'closed', ...broken }, { type: 'push-again-later', delayMs: tryAgainMs })
  }
  // The relay holds a batch that this store never made: the store was rewound (E3).
  if (welcome.held.batch > hello.made.batch) return renew('replica-rewound')
  const live: LiveSession = {
    phase: 'live',
    limits,
    head: Math.max(welcome.head.position, hello.cursor.position),
    // Below the horizon, at the start, or cut in the middle: documents come before entries (L11).
    catchUp:
      hello.catchUp || hello.cursor.position === 0 || hello.cursor.position < welcome.horizon
        ? { done: 0, total: 0 }
        : null,
    incoming: [],
    storing: false,
    receipts: [],
    settling: false,
    inFlight: [],
    resent: false,
    cutting: false,
    outboxWaits: event.outboxWaits,
    lastCutBytes: 0,
    trouble: null
  }
  return to(
    live,
    ...(hello.epoch === welcome.epoch ? [] : [{ type: 'adopt-epoch', epoch: welcome.epoch } as const]),
    { type: 'report-cursor' },
    { type: 'load-unacknowledged', held: welcome.held }
  )
}

function onEarlyError(session: SpaceSession, event: Extract<SpaceEvent, { type: 'error' }>): SpaceStep {
  const { code, message, retryAfterMs } = event
  if (!isErrorCode(code)) return to(session)
  const isPassing = remedyByCode[code] === 'retry'
  return to(
    { phase: 'closed', code, message },
    { type: 'note-error', code, message },
    // A disk that was full heals without a new connection (L6), and so does this.
    ...(isPassing ? [{ type: 'push-again-later', delayMs: againIn(retryAfterMs) } as const] : [])
  )
}

function onLive(live: LiveSession, event: SpaceEvent): SpaceStep {
  switch (event.type) {
    case 'received': {
      const next = storeNext(note(live, event.incoming))
      return to(next.live, ...next.effects)
    }
    case 'counted':
      // Entries may not get here, as on a line whose other direction is dead: credit is not heard either (S2).
      return event.position > live.head ? to({ ...live, head: event.position }) : to(live)
    case 'stored':
      return onStored(live, event)
    case 'receipt': {
      const next = settleNext({
        ...live,
        trouble: null,
        // Its own entries have still to pass the cursor, as everyone's (S2).
        head: Math.max(live.head, event.receipt.position),
        inFlight: live.inFlight.filter((sent) => sent.batch !== event.receipt.batch),
        receipts: [...live.receipts, event.receipt]
      })
      return cutNext(next.live, next.effects)
    }
    case 'settled': {
      const next = settleNext({ ...live, settling: false })
      return cutNext(next.live, [{ type: 'report-cursor' }, ...next.effects])
    }
    case 'unacknowledged':
      if (event.diverged) return renew('replica-rewound')
      return cutNext(
        {
          ...live,
          resent: true,
          inFlight: event.batches,
          // With nothing to push again no receipt would ever end the trouble; what waits finds out whether it lasts.
          trouble: event.batches.length === 0 ? null : live.trouble
        },
        event.batches.map(({ batch }) => ({ type: 'push', batch }))
      )
    case 'cut':
      if (!event.batch) return cutNext({ ...live, cutting: false }, [])
      return cutNext(
        {
          ...live,
          cutting: false,
          // There may be more than fitted.
          outboxWaits: true,
          inFlight: [...live.inFlight, event.batch],
          lastCutBytes: event.batch.bytes
        },
        [{ type: 'push', batch: event.batch.batch }]
      )
    case 'edited':
      return cutNext({ ...live, outboxWaits: true }, [])
    case 'push-again':
      return to({ ...live, resent: false }, { type: 'load-unacknowledged', held: null })
    case 'error':
      return onLiveError(live, event)
    default:
      return to(live)
  }
}

function note(live: LiveSession, incoming: Incoming): LiveSession {
  const waiting = { ...live, incoming: [...live.incoming, incoming] }
  if (incoming.kind === 'snapshots') {
    const { sentDocuments, totalDocuments, base } = incoming.frame
    return {
      ...waiting,
      head: Math.max(live.head, base.position),
      catchUp: { done: sentDocuments, total: totalDocuments }
    }
  }
  return { ...waiting, head: Math.max(live.head, incoming.frame.entries.at(-1)?.position ?? 0) }
}

/** One store transaction at a time; what came meanwhile of one kind goes into the next one. */
function storeNext(live: LiveSession): {
  readonly live: LiveSession
  readonly effects: readonly SpaceEffect[]
} {
  const [first] = live.incoming
  if (live.storing || !first) return { live, effects: [] }
  let bytes = 0
  let count = 0
  for (const incoming of live.incoming) {
    if (incoming.kind !== first.kind || (count > 0 && bytes + incoming.bytes > gatherBytes)) break
    bytes += incoming.bytes
    count++
  }
  return {
    live: { ...live, storing: true, incoming: live.incoming.slice(count) },
    effects: [{ type: 'store', incoming: live.incoming.slice(0, count) }]
  }
}

function onStored(live: LiveSession, event: Extract<SpaceEvent, { type: 'stored' }>): SpaceStep {
  const { outcome } = event
  switch (outcome.kind) {
    case 'stored': {
      const next = storeNext({
        ...live,
        storing: false,
        head: Math.max(live.head, outcome.cursor),
        catchUp: outcome.done ? null : live.catchUp
      })
      return to(
        next.live,
        { type: 'report-cursor' },
        { type: 'give-credit', bytes: event.bytes },
        ...next.effects
      )
    }
    case 'gap':
      return to(
        { phase: 'closed', code: 'log-unavailable', message: 'a gap in the stream' },
        { type: 'reconnect' }
      )
    case 'log-forked':
    case 'replica-rewound':
      return renew(outcome.kind)
    case 'failed':
      // The store is in trouble. Nothing was stored and no cursor moved; a fresh connection asks again.
      return to({ phase: 'closed', code: 'log-unavailable', message: outcome.message }, { type: 'reconnect' })
  }
}

function settleNext(live: LiveSession): {
  readonly live: LiveSession
  readonly effects: readonly SpaceEffect[]
} {
  if (live.settling || live.receipts.length === 0) return { live, effects: [] }
  return {
    live: { ...live, settling: true, receipts: [] },
    effects: [{ type: 'settle', receipts: live.receipts }]
  }
}

/**
 * A single edit goes at once. While a batch is in flight edits gather for the next one, unless there is so much that
 * several batches on the way are faster.
 */
function cutNext(live: LiveSession, effects: readonly SpaceEffect[]): SpaceStep {
  const inFlightBytes = live.inFlight.reduce((sum, sent) => sum + sent.bytes, 0)
  const window = Math.min(mostInFlightBytes, live.limits.inFlightBytes)
  const isBulk = live.lastCutBytes >= batchTargetBytes / 2 && inFlightBytes + batchTargetBytes <= window
  const may = live.resent && !live.cutting && live.outboxWaits && !live.trouble
  if (!may || (live.inFlight.length > 0 && !isBulk)) return to(live, ...effects)
  // What is edited from now on may come too late for this cut, and asks for another.
  return to({ ...live, cutting: true, outboxWaits: false }, ...effects, {
    type: 'cut',
    targetBytes: Math.min(batchTargetBytes, live.limits.batchBytes),
    largestBytes: live.limits.batchBytes
  })
}

function onLiveError(live: LiveSession, event: Extract<SpaceEvent, { type: 'error' }>): SpaceStep {
  const noted: SpaceEffect = { type: 'note-error', code: event.code, message: event.message }
  if (!isErrorCode(event.code)) return to(live, noted)
  if (remedyByCode[event.code] === 'renew') return renew(event.code as RenewReason)
  switch (event.code) {
    case 'log-full':
    case 'log-unavailable':
      return to({ ...live, trouble: { code: event.code, message: event.message }, inFlight: [] }, noted, {
        type: 'push-again-later',
        delayMs: againIn(event.retryAfterMs)
      })
    case 'batch-out-of-order':
      // What came before it was not taken either (a full disk, a cut); while that lasts the timer brings all again.
      return live.trouble ? to(live) : to(live, noted, { type: 'reconnect' })
    case 'not-greeted':
      // What was sent meanwhile is not taken and never answered: begin again.
      return to(live, noted, { type: 'reconnect' })
    case 'superseded':
      // Another connection of this replica took the space over: a tab that led before, or leads now.
      return to({ phase: 'closed', code: event.code, message: event.message }, noted, { type: 'reconnect' })
    case 'batch-unreadable':
    case 'batch-too-large':
    case 'log-damaged':
    case 'role-forbids':
    case 'too-many-spaces':
    case 'id-invalid':
      return to({ phase: 'closed', code: event.code, message: event.message }, noted)
    default:
      return to(live, noted)
  }
}

const renew = (reason: RenewReason): SpaceStep => to({ phase: 'renewing', reason }, { type: 'renew', reason })

const to = (session: SpaceSession, ...effects: readonly SpaceEffect[]): SpaceStep => ({ session, effects })
