// Sends a guest what it lacks: the answer to its state vector, then what came since, as its socket takes it (SPEC F7).

import * as Y from 'yjs'
import { logTrouble } from '../core/log-trouble.js'
import { bufferBound } from '../socket/outlet.js'
import { encodeOnce } from './encoded-once.js'
import type { Guest } from './guest.js'
import type { GuestHall } from './guest-hall.js'
import type { HeldDocument } from './held-documents.js'

/** A socket may hold this much without telling when it has left. */
const unheldBytes = 16 * 1024
/** Who takes nothing of an answer for so long is gone, and holds up those who wait. */
const patienceMs = 60_000

/**
 * Tells the guest's client what the log has of the document; the client answers with what the log lacks. One that comes
 * is told what was merged last: it costs no merge, and what it repeats of the rest is compared.
 */
export async function sendStepOne(
  guest: Guest,
  hall: GuestHall,
  of: 'newest' | 'merged-last'
): Promise<void> {
  const { space, document } = guest
  try {
    const { held } = hall
    const { vector } = await (of === 'newest' ? held.readMerged(space, document) : held.read(space, document))
    if (guest.open) guest.connection.send(guest.dialect.stepOne(vector))
  } catch (error) {
    fail(guest, hall, error)
  }
}

/** `vector` is what the guest's client has, in readable bytes. Answers also when the log has nothing more. */
export async function answerStepOne(guest: Guest, vector: Uint8Array, hall: GuestHall): Promise<void> {
  const { space, document } = guest
  guest.serving++
  try {
    // Those who wait for room hold nothing but their vector.
    const { state } = await hall.held.read(space, document)
    const leave = await hall.budget.enter(state.update.length)
    if (guest.open) sendStepTwo(guest, await hall.held.read(space, document), vector)
    leaveWhenSent(guest, hall, leave)
  } catch (error) {
    fail(guest, hall, error)
  } finally {
    guest.serving--
  }
  await sendMissed(guest, hall)
}

function sendStepTwo(guest: Guest, { state, position, tail }: HeldDocument, vector: Uint8Array): void {
  const { dialect, connection } = guest
  const isEmpty = vector.length <= 1
  connection.send(
    isEmpty
      ? encodeOnce(dialect, 'stepTwo', state.update)
      : dialect.stepTwo(Y.diffUpdate(state.update, vector))
  )
  guest.sent ??= position
  guest.missed = Math.max(guest.missed, tail.at(-1)?.position ?? 0)
}

function leaveWhenSent(guest: Guest, { core }: GuestHall, leave: () => void): void {
  if (!guest.open || guest.connection.bufferedAmount() <= unheldBytes) {
    leave()
    return
  }
  const cancel = core.clock.after(patienceMs, () => {
    leave()
    guest.events.failed({ code: 'rate-exceeded', message: 'the client reads nothing', retryAfterMs: 1_000 })
  })
  guest.leaving.push(() => {
    cancel()
    leave()
  })
}

/** Call when the guest's socket has room again. */
export function drained(guest: Guest, hall: GuestHall): void {
  if (guest.connection.bufferedAmount() <= unheldBytes) letGo(guest)
  void sendMissed(guest, hall)
}

/** Call when the guest is gone. */
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
    if (!guest.open || guest.connection.bufferedAmount() > bufferBound) return false
    guest.connection.send(encodeOnce(guest.dialect, 'update', update))
    guest.sent = position
  }
  return true
}

function fail(guest: Guest, { core }: GuestHall, error: unknown): void {
  if (guest.open) guest.events.failed(logTrouble(core, error, guest.space))
}
