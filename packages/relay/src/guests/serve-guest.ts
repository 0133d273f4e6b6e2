// Sends a guest what it lacks: the answer to its state vector, then what came since, as its socket takes it (SPEC F7).

import type { Clock } from '@weft/base'
import { logTrouble } from '../core/log-trouble.js'
import { emptyState } from '../log/subtract-update.js'
import type { Guest } from './guest.js'
import type { GuestHall } from './guest-hall.js'
import { type HeldDocument, vectorOf } from './held-documents.js'
import { letGo, sendLarge, sendNow, sendSmall, sendUnderBudget, untilRoom } from './send-paced.js'
import { entriesBytes } from './socket-bounds.js'
import { beginAt, nextUpdate, pieceBytes, sizeOfNext } from './update-pieces.js'

/** Answers to one guest are at least so far apart: each may cost a walk along the whole document. */
const answerEveryMs = 100
/** Of a client that holds nothing. */
const emptyVector = Uint8Array.of(0)

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

/** A client that gets step 2 says that it is synced: it has to hold by then all that the log had when it asked. */
async function answer(guest: Guest, vector: Uint8Array, hall: GuestHall): Promise<void> {
  guest.serving++
  try {
    const asked = headOf(await hall.held.read(guest.space, guest.document))
    const sent = await sendState(guest, hall, vector, 'answer')
    if (sent === 'all' && (await sendUpTo(guest, hall, asked))) sendNow(guest, 'stepTwo', emptyState.update)
  } finally {
    guest.serving--
  }
  void sendMissed(guest, hall)
}

const headOf = ({ position, tail }: HeldDocument): number => tail.at(-1)?.position ?? position

/**
 * Sends what the document's state has beyond the vector, piece by piece. `answered`: it fitted into one step 2, and that
 * was sent. A state that is replaced meanwhile is let go, and the guest goes on with the new one.
 */
async function sendState(
  guest: Guest,
  hall: GuestHall,
  vector: Uint8Array,
  as: 'answer' | 'updates'
): Promise<'all' | 'answered' | 'gone'> {
  let progress = beginAt(vector)
  const readNext = async () => {
    const { state, position, tail } = await readHeld(guest, hall)
    return { position, hasTail: tail.length > 0, next: nextUpdate(state, progress) }
  }
  for (let isFirst = true; ; isFirst = false) {
    if (!(await untilRoom(guest))) return 'gone'
    // Those who wait for their turn hold nothing but their vector.
    const { of, bytes } = sizeOfNext((await readHeld(guest, hall)).state, progress)
    const leave = await hall.budget.enter(of, bytes)
    const { position, hasTail, next } = await readNext().catch((error: unknown) => {
      leave()
      throw error
    })
    if (!next || !guest.open) leave()
    if (!guest.open) return 'gone'
    const isAll = !next || next.isLast
    const isAnswer = as === 'answer' && isFirst && isAll && !hasTail
    if (next) sendUnderBudget(guest, hall, isAnswer ? 'stepTwo' : 'update', next.update, leave)
    else if (isAnswer) sendNow(guest, 'stepTwo', emptyState.update)
    if (isAll) {
      guest.sent = Math.max(guest.sent ?? 0, position)
      return isAnswer ? 'answered' : 'all'
    }
    progress = next.after
  }
}

const readHeld = ({ space, document }: Guest, { held }: GuestHall): Promise<HeldDocument> =>
  held.read(space, document)

/** Sends the entries up to a position that the guest has not been sent. False when it is gone. */
async function sendUpTo(guest: Guest, hall: GuestHall, position: number): Promise<boolean> {
  while ((guest.sent ?? 0) < position && (await untilRoom(guest, entriesBytes))) {
    const entries = await hall.held.readAfter(guest.space, guest.document, guest.sent ?? 0)
    const [first] = entries ?? []
    // Where entries were folded away nobody knows which of them the guest was sent: it gets all.
    if (!entries) await sendState(guest, hall, emptyVector, 'updates')
    // Only a log that lost what it announced has nothing there; to ask it again would never end.
    else if (!first) guest.sent = position
    else if (first.update.length > pieceBytes) await sendLarge(guest, hall, first)
    else sendSmall(guest, entries)
  }
  return guest.open
}

/** Sends what was committed while the guest was not ready for it. */
async function sendMissed(guest: Guest, hall: GuestHall): Promise<void> {
  if (guest.serving > 0 || guest.sent === null) return
  guest.serving++
  try {
    while (guest.open && guest.missed > guest.sent) await sendUpTo(guest, hall, guest.missed)
  } catch (error) {
    fail(guest, hall, error)
  } finally {
    guest.serving--
  }
}

/** A commit, from memory. Whoever is not right before it, or reads slowly, gets it with what else it missed. */
export function sendCommitted(guest: Guest, hall: GuestHall, position: number, update: Uint8Array): void {
  const { connection, sent } = guest
  // A read may have been ahead of what was announced.
  if (sent !== null && position <= sent) return
  const isReady = sent !== null && guest.serving === 0 && guest.missed <= sent
  if (isReady && update.length <= pieceBytes && connection.bufferedAmount() <= entriesBytes) {
    sendNow(guest, 'update', update)
    guest.sent = position
    return
  }
  guest.missed = position
  void sendMissed(guest, hall)
}

/** Call when the guest's socket has room again. */
export function drained(guest: Guest, hall: GuestHall): void {
  letGo(guest)
  void sendMissed(guest, hall)
}

function fail(guest: Guest, { core }: GuestHall, error: unknown): void {
  if (guest.open) guest.events.failed(logTrouble(core, error, guest.space))
}
