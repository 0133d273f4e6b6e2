// The connection to the relay as a pure state machine: when to try, when it is dead, when to stop (C2, C3, C4).

import { jitteredDelayMs, type Random } from '@weft/base'
import { isErrorCode, remedyByCode, remedyOfClose } from '@weft/protocol'
import {
  type Link,
  type LinkEffect,
  type LinkEvent,
  type LinkTimer,
  type NetworkPermission,
  unpairedLink
} from './link.js'
import type { LinkTrouble } from './link-state.js'
import { boundedRetryMs } from './retry-after.js'

/** A close code of ours, for a transport that found something else than a relay at the address (C5). */
export const notARelayClose = 4490

const openTimeoutMs = 10_000
const pingEveryMs = 25_000
const pongTimeoutMs = 25_000
const hintedPongTimeoutMs = 4_000
const healthyAfterMs = 30_000
/** What answers but is not a relay is asked again rarely (C5). */
const notARelayDelayMs = 30_000
const hintJitterMs = 300

export interface LinkContext {
  /** Wall time, ms: for showing. */
  readonly now: number
  readonly random: Random
}

export interface LinkStep {
  readonly link: Link
  readonly effects: readonly LinkEffect[]
}

export function stepLink(link: Link, event: LinkEvent, context: LinkContext): LinkStep {
  const { now } = context
  switch (event.type) {
    case 'paired':
      return link.network === 'metered' ? hold(link, now) : tryNow({ ...link, failures: 0 }, now, isUp(link))
    case 'unpaired':
      return {
        link: { ...unpairedLink, network: link.network },
        effects: [{ type: 'stop-timers' }, ...dropIfUp(link)]
      }
    case 'retry':
      if (link.shown.kind === 'unpaired') return stay(link)
      if (link.shown.kind === 'connected') return checkAlive(link)
      return tryNow({ ...passed(link), failures: 0 }, now, isUp(link))
    case 'network':
      return onNetwork(link, event.network, now)
    case 'reconnect':
      if (!isUp(link)) return stay(link)
      return wait(
        link,
        now,
        1006,
        'unreachable',
        jitteredDelayMs(link.failures, context.random, gentle),
        true
      )
    case 'opened':
      return { link, effects: [{ type: 'up' }] }
    case 'welcomed':
      if (link.shown.kind === 'connected') return stay(link)
      return {
        link: {
          ...link,
          shown: { kind: 'connected', since: now, relayAheadMs: event.relayTime - now },
          pingsUnanswered: 0,
          lastError: null
        },
        effects: [
          { type: 'stop-timer', name: 'open' },
          { type: 'start-timer', name: 'ping', delayMs: pingEveryMs },
          { type: 'start-timer', name: 'healthy', delayMs: healthyAfterMs }
        ]
      }
    case 'heard':
      if (link.pingsUnanswered === 0) return stay(link)
      return { link: { ...link, pingsUnanswered: 0 }, effects: [{ type: 'stop-timer', name: 'pong' }] }
    case 'error-received':
      if (!isErrorCode(event.code)) return stay(link)
      return {
        link: {
          ...link,
          lastError: { code: event.code, message: event.message, retryAfterMs: event.retryAfterMs }
        },
        effects: []
      }
    case 'hint':
      if (link.shown.kind === 'connected') return checkAlive(link)
      if (link.shown.kind !== 'waiting' || link.shown.why === 'not-a-relay') return stay(link)
      return {
        link,
        effects: [{ type: 'start-timer', name: 'retry', delayMs: context.random.float() * hintJitterMs }]
      }
    case 'timer':
      return onTimer(link, event.name, context)
    case 'closed':
      return onClosed(link, event.code, event.reason, context)
  }
}

/** After the session asked for a fresh connection: soon, and still spread. */
const gentle = { baseMs: 200, capMs: 30_000 }

function onTimer(link: Link, name: LinkTimer, context: LinkContext): LinkStep {
  switch (name) {
    case 'retry':
      return link.shown.kind === 'waiting' ? tryNow(link, context.now, false) : stay(link)
    case 'open':
      return link.shown.kind === 'connecting' ? lost(link, 1006, 'unreachable', context, true) : stay(link)
    case 'healthy':
      return { link: { ...link, failures: 0 }, effects: [] }
    case 'ping':
      if (link.shown.kind !== 'connected') return stay(link)
      return {
        link: { ...link, pingsUnanswered: link.pingsUnanswered + 1 },
        effects: [
          { type: 'ping' },
          { type: 'start-timer', name: 'ping', delayMs: pingEveryMs },
          ...(link.pingsUnanswered === 0
            ? [{ type: 'start-timer', name: 'pong', delayMs: 2 * pongTimeoutMs } as const]
            : [])
        ]
      }
    case 'pong':
      return link.shown.kind === 'connected' && link.pingsUnanswered > 0
        ? lost(link, 1006, 'unreachable', context, true)
        : stay(link)
  }
}

function onClosed(link: Link, code: number, reason: string, context: LinkContext): LinkStep {
  if (!isUp(link)) return stay(link)
  if (code === notARelayClose) {
    return wait(
      link,
      context.now,
      code,
      'not-a-relay',
      notARelayDelayMs * (1 + context.random.float()),
      false
    )
  }
  const error = link.lastError
  // A newer connection of this replica took over: another tab that leads now, or a hand-over under way. The word of it
  // names a space, and one that is not live yet has no use for it: then only the close tells.
  const isTakenOver = (error?.code ?? reason) === 'superseded'
  const remedy = isTakenOver ? 'retry' : error ? remedyByCode[error.code] : remedyOfClose(code)
  if (remedy === 'refresh') return stop(link, context.now, code, 'sign-in', error?.message ?? reason)
  if (remedy === 'stop') {
    const why = error?.code === 'unsupported-version' ? 'update-needed' : 'refused'
    return stop(link, context.now, code, why, error?.message ?? reason)
  }
  if (error?.retryAfterMs != null) {
    const spread = boundedRetryMs(error.retryAfterMs) * (1 + context.random.float() / 2)
    return wait(link, context.now, code, 'relay-busy', spread, false)
  }
  return lost(link, code, 'unreachable', context, false)
}

function onNetwork(before: Link, network: NetworkPermission, now: number): LinkStep {
  const link = { ...before, network }
  const { kind } = link.shown
  if (network === 'open') return kind === 'held' ? tryNow({ ...link, failures: 0 }, now, false) : stay(link)
  // What is stopped waits for a person anyway.
  return kind === 'unpaired' || kind === 'stopped' ? stay(link) : hold(link, now)
}

function hold(link: Link, now: number): LinkStep {
  if (link.shown.kind === 'held') return stay(link)
  return {
    link: {
      ...link,
      shown: { kind: 'held', since: now, why: 'metered' },
      pingsUnanswered: 0,
      lastError: null
    },
    effects: [{ type: 'stop-timers' }, ...(isUp(link) ? [{ type: 'drop' } as const] : []), { type: 'hold' }]
  }
}

const passed = (link: Link): Link => (link.network === 'metered' ? { ...link, network: 'passed' } : link)

function lost(link: Link, code: number, why: LinkTrouble, context: LinkContext, drop: boolean): LinkStep {
  return wait(link, context.now, code, why, jitteredDelayMs(link.failures, context.random), drop)
}

function wait(
  link: Link,
  now: number,
  code: number,
  why: LinkTrouble,
  delayMs: number,
  drop: boolean
): LinkStep {
  const since = link.shown.kind === 'connecting' ? link.shown.since : now
  return {
    link: {
      ...link,
      shown: { kind: 'waiting', since, retryAt: now + delayMs, why },
      failures: link.failures + 1,
      pingsUnanswered: 0,
      lastError: null
    },
    effects: [
      { type: 'stop-timers' },
      ...(drop ? [{ type: 'drop' } as const] : []),
      { type: 'down', code, retryInMs: delayMs },
      { type: 'start-timer', name: 'retry', delayMs }
    ]
  }
}

function stop(link: Link, now: number, code: number, why: LinkTrouble, message: string): LinkStep {
  return {
    link: {
      ...link,
      shown: { kind: 'stopped', since: now, why, message },
      lastError: null,
      pingsUnanswered: 0
    },
    effects: [{ type: 'stop-timers' }, { type: 'down', code, retryInMs: null }]
  }
}

function tryNow(link: Link, now: number, drop: boolean): LinkStep {
  // `since` goes on from the first failure, so that a screen can say how long it has been.
  const since = link.shown.kind === 'waiting' ? link.shown.since : now
  return {
    link: { ...link, shown: { kind: 'connecting', since }, pingsUnanswered: 0, lastError: null },
    effects: [
      { type: 'stop-timers' },
      ...(drop ? [{ type: 'drop' } as const, { type: 'down', code: 1000, retryInMs: 0 } as const] : []),
      { type: 'connect' },
      { type: 'start-timer', name: 'open', delayMs: openTimeoutMs }
    ]
  }
}

/** A ping now, with little patience: a socket that went half-open while nobody looked is found in seconds (C3). */
function checkAlive(link: Link): LinkStep {
  return {
    link: { ...link, pingsUnanswered: link.pingsUnanswered + 1 },
    effects: [{ type: 'ping' }, { type: 'start-timer', name: 'pong', delayMs: hintedPongTimeoutMs }]
  }
}

function isUp(link: Link): boolean {
  return link.shown.kind === 'connected' || link.shown.kind === 'connecting'
}

function dropIfUp(link: Link): LinkEffect[] {
  return isUp(link) ? [{ type: 'drop' }, { type: 'down', code: 1000, retryInMs: null }] : []
}

const stay = (link: Link): LinkStep => ({ link, effects: [] })
