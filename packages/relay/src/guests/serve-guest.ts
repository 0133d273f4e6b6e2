// Sends a guest what it lacks: the answer to its state vector, then what came since, as its socket takes it (SPEC F7).

import type { Clock } from '@weft/base'
import * as Y from 'yjs'
import { logTrouble } from '../core/log-trouble.js'
import { emptyState, type HeldState } from '../log/subtract-update.js'
import { encodeOnce } from './encoded-once.js'
import type { Guest } from './guest.js'
import type { GuestHall } from './guest-hall.js'
import { type HeldDocument, vectorOf } from './held-documents.js'
import { entriesBytes, unheldBytes } from './socket-bounds.js'

/** Who takes less of an answer than so much a second, after the first minute, holds up those who wait. */
const patienceMs = 60_000
const slowestBytesPerSecond = 32 * 1024
/** Answers to one guest are at least so far apart: each may cost a walk along the whole document. */
const answerEveryMs = 100

/** Tells the guest's client what the log has of the document; the client answers with what the log lacks. */
export async function sendStepOne(guest: Guest, hall: GuestHall): Promise<void> {
  try {
    const held = await hall.held.read(guest.space, guest.document)
    if (guest.open) guest.connection.send(guest.dialect.stepOne(vectorOf(held)))
  } catch (error) {
    fail(guest, hall, error)
  }
}

/**
 * `vector` is what the guest's client has, in readable bytes. Answers also when the log has nothing more; of the vectors
 * that come while one is being answered, the last alone is.
 */
export async function answerStepOne(guest: Guest, vector: Uint8Array, hall: GuestHall): Promise<void> {
  guest.asked = vector
  if (guest.answering) return
  guest.answering = true
  try {
    for (let asked = takeAsked(guest); asked; asked = takeAsked(guest)) {
      await answer(guest, asked, hall)
      await passed(hall.core.clock, answerEveryMs)
    }
  } catch (error) {
    fail(guest, hall, error)
  } finally {
    guest.answering = false
  }
}

function takeAsked(guest: Guest): Uint8Array | undefined {
  const { asked } = guest
  guest.asked = undefined
  return guest.open ? asked : undefined
}

const passed = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(ms, resolve)
  })

/** Resolves when the answer has left the socket. */
async function answer(guest: Guest, vector: Uint8Array, hall: GuestHall): Promise<void> {
  const { held, budget } = hall
  const { space, document } = guest
  let leave = (): void => {}
  guest.serving++
  try {
    // Those who wait for room hold nothing but their vector.
    const { state, tailBytes } = await held.read(space, document)
    leave = await budget.enter(state.update.length + tailBytes)
    if (guest.open) sendAnswer(guest, await held.read(space, document), vector)
  } catch (error) {
    leave()
    throw error
  } finally {
    guest.serving--
  }
  // What was committed after the document was read for it.
  void sendMissed(guest, hall)
  await sentAll(guest, hall)
  leave()
}

/** A client that gets step 2 says that it is synced: it has to hold everything by then. */
function sendAnswer(guest: Guest, { state, position, tail }: HeldDocument, vector: Uint8Array): void {
  const { dialect, connection } = guest
  const beyond = stateBeyond(state, vector)
  if (tail.length === 0) connection.send(encodeOnce(dialect, 'stepTwo', beyond))
  else {
    connection.send(encodeOnce(dialect, 'update', beyond))
    for (const { update } of tail) connection.send(encodeOnce(dialect, 'update', update))
    connection.send(dialect.stepTwo(emptyState.update))
  }
  guest.sent = Math.max(guest.sent ?? 0, tail.at(-1)?.position ?? position)
}

/** The last answer of each state: those who come back after a lost connection mostly have the same. */
const answered = new WeakMap<HeldState, { readonly vector: Uint8Array; readonly update: Uint8Array }>()

function stateBeyond(state: HeldState, vector: Uint8Array): Uint8Array {
  const isEmpty = vector.length <= 1
  if (isEmpty) return state.update
  const last = answered.get(state)
  if (last && Buffer.compare(last.vector, vector) === 0) return last.update
  const update = Y.diffUpdate(state.update, vector)
  answered.set(state, { vector, update })
  return update
}

function sentAll(guest: Guest, { core }: GuestHall): Promise<void> {
  const bytes = guest.connection.bufferedAmount()
  if (!guest.open || bytes <= unheldBytes) return Promise.resolve()
  return new Promise((resolve) => {
    const cancel = core.clock.after(patienceMs + (bytes * 1_000) / slowestBytesPerSecond, () => {
      resolve()
      guest.events.failed({ code: 'rate-exceeded', message: 'the client reads nothing', retryAfterMs: 1_000 })
    })
    guest.leaving.push(() => {
      cancel()
      resolve()
    })
  })
}

/** Call when the guest's socket has room again. */
export function drained(guest: Guest, hall: GuestHall): void {
  if (guest.connection.bufferedAmount() <= unheldBytes) letGo(guest)
  void sendMissed(guest, hall)
}

/** What waits for its socket waits no more; also to be called when the guest is gone. */
export function letGo(guest: Guest): void {
  for (const leave of guest.leaving.splice(0)) leave()
}

/** What was committed while the guest was not ready for it. */
async function sendMissed(guest: Guest, hall: GuestHall): Promise<void> {
  if (guest.serving > 0) return
  guest.serving++
  try {
    while (guest.open && guest.sent !== null && guest.missed > guest.sent) {
      const updates = await hall.held.readAfter(guest.space, guest.document, guest.sent)
      // Only a log that lost what it announced has nothing there; to ask it again would never end.
      if (updates.length === 0) guest.sent = guest.missed
      if (!sendAll(guest, updates)) break
    }
  } catch (error) {
    fail(guest, hall, error)
  } finally {
    guest.serving--
  }
}

/** False when the socket took no more. */
function sendAll(guest: Guest, updates: readonly { position: number; update: Uint8Array }[]): boolean {
  for (const { position, update } of updates) {
    if (!guest.open || guest.connection.bufferedAmount() > entriesBytes) return false
    guest.connection.send(encodeOnce(guest.dialect, 'update', update))
    guest.sent = position
  }
  return true
}

function fail(guest: Guest, { core }: GuestHall, error: unknown): void {
  if (guest.open) guest.events.failed(logTrouble(core, error, guest.space))
}
