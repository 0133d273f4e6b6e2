// Decides whether the log goes on with a replica that says hello, and what its row becomes (SPEC E2 to E5, S3, S4).
//
// The order of the checks, and why:
// 1. Ids and the device's proof. They are about who speaks; a stranger is told nothing of the space.
// 2. Replaced, then removed. Both are facts about the past that no restore makes untrue, so they hold in any epoch.
//    Replaced comes first: such a replica lives in a copied store and needs a device id of its own (E5), which a mere
//    removal would not tell it, and two copies would go on as one device.
// 3. Epoch. Across epochs no position, hash or batch number can be compared.
// 4. What the device remembers of the log (acknowledged, cursor, highest, hashes). A log that lost something asks for
//    a give-back (E2), the strongest remedy; when the store went back as well, that remedy covers it.
// 5. What the log remembers of the replica (greeting, batches, cursor): a store that was copied or went back (E3, E4).
//    Last, because after a log went back its memory of the replica is older than the replica, which 4 has noticed.

import {
  type HeldBatch,
  type HelloSpace,
  isId,
  isSameBytes,
  isSpaceId,
  type Standing,
  sha256,
  type WeftError
} from '@weft/protocol'
import { isGuestId } from './guest.js'
import type { Greeting } from './port.js'
import { noBatch, type ReplicaRecord, type SpaceRecord } from './records.js'

export interface GreetingContext {
  readonly space: SpaceRecord
  /** SHA-256 of the proof that the device id is bound to, if it ever said hello. */
  readonly proofHash: Uint8Array | undefined
  /** The row of hello.replica, and of hello.replaces. */
  readonly replica: ReplicaRecord | undefined
  readonly replaces: ReplicaRecord | undefined
  /** The device's rows that were not removed; asked for only when the replica is new here. */
  readonly rowsOfDevice: () => readonly ReplicaRecord[]
  /** Running hashes the log still has of the positions in `positionsToVerify`. */
  readonly hashes: ReadonlyMap<number, Uint8Array>
}

export type GreetingDecision =
  | { readonly ok: false; readonly error: WeftError }
  | {
      readonly ok: true
      readonly standing: Standing
      readonly held: HeldBatch
      /** Rows to write, whole. Other than `ok` changes nothing but when the replica was last seen. */
      readonly replicas: readonly ReplicaRecord[]
      /** To be bound to the device id, at its first hello. */
      readonly proofHash: Uint8Array | null
      /** Batches below this number will not come again and may be forgotten. */
      readonly forgetBatchesBelow: number
    }

/** Which running hashes a decision about this hello asks for. */
export function positionsToVerify(hello: HelloSpace): number[] {
  return marksOf(hello).map((mark) => mark.position)
}

/** What can be said before the space is opened, so that a stranger's hello does not even make one. */
export function refuseGreeting(greeting: Greeting, proofHash: Uint8Array | undefined): WeftError | undefined {
  const { hello, device } = greeting
  if (!isSpaceId(hello.space)) return { code: 'id-invalid', message: 'The space id is not valid.' }
  if (!isId(device.id) || isGuestId(device.id))
    return { code: 'id-invalid', message: 'The device id is not valid.' }
  if (!isId(hello.replica) || isGuestId(hello.replica))
    return { code: 'id-invalid', message: 'The replica id is not valid.' }
  if (proofHash && !isSameBytes(proofHash, sha256(device.proof))) {
    return { code: 'device-proof-wrong', message: 'This device id is bound to another secret.' }
  }
  return undefined
}

export function decideGreeting(greeting: Greeting, context: GreetingContext): GreetingDecision {
  const error = refuseGreeting(greeting, context.proofHash)
  if (error) return { ok: false, error }
  const { hello, device, time } = greeting
  const row = context.replica?.device === device.id ? context.replica : undefined
  const standing = standingOf(greeting, context)
  const held = row?.held ?? noBatch
  if (standing !== 'ok') {
    const seen = row ? [{ ...row, lastSeen: Math.max(row.lastSeen, time) }] : []
    return { ok: true, standing, held, replicas: seen, proofHash: null, forgetBatchesBelow: 0 }
  }
  const replica: ReplicaRecord = {
    device: device.id,
    replica: hello.replica,
    kind: greeting.kind,
    name: device.name,
    platform: device.platform,
    appVersion: device.appVersion,
    schemas: device.schemas,
    selection: hello.selection,
    greeting: hello.greeting,
    nonce: hello.nonce,
    cursor: hello.cursor.position,
    held,
    waiting: row?.waiting ?? null,
    persistent: row?.persistent ?? null,
    lastSeen: Math.max(row?.lastSeen ?? 0, time),
    replacedBy: null,
    removed: false
  }
  const replaced = predecessors(greeting, context).map((row) => ({ ...row, replacedBy: hello.replica }))
  return {
    ok: true,
    standing,
    held,
    replicas: [replica, ...replaced],
    proofHash: context.proofHash ? null : sha256(device.proof),
    // The batch that was acknowledged last stays: its chain is what the next one is built on.
    forgetBatchesBelow: Math.min(hello.acknowledged, held.batch)
  }
}

/**
 * Whose place the replica takes: that of the one it names, and when it is new here that of every other of its device,
 * which has one store and so one replica. It may not know them: its store was emptied, or the log was restored and its
 * predecessor is not known there (S1). A copy among them becomes another device when it speaks (E5).
 */
function predecessors({ hello, device }: Greeting, context: GreetingContext): readonly ReplicaRecord[] {
  const named = context.replaces ? [context.replaces] : []
  const others = context.replica ? [] : context.rowsOfDevice().filter((row) => row.replica !== hello.replaces)
  return [...named, ...others].filter(
    (row) => row.device === device.id && row.replica !== hello.replica && row.replacedBy === null
  )
}

function standingOf({ hello, device }: Greeting, context: GreetingContext): Standing {
  return (
    standingOfRow(hello, device.id, context) ??
    (hello.epoch !== null && hello.epoch !== context.space.epoch ? 'epoch-changed' : undefined) ??
    standingOfLog(hello, context) ??
    standingOfReplica(hello, context.replica) ??
    'ok'
  )
}

function standingOfRow(hello: HelloSpace, device: string, context: GreetingContext): Standing | undefined {
  const { replica, replaces } = context
  if (!replica) {
    // The successor of a replica that has another successor: two copies renewed themselves, and one was first (E5).
    const isSecond = replaces?.device === device && (replaces.replacedBy ?? hello.replica) !== hello.replica
    return isSecond ? 'replica-replaced' : undefined
  }
  // Replica ids are drawn at random, so another device's is a copy's, or a lie. Its row is not touched.
  if (replica.device !== device) return 'replica-rewound'
  if (replica.replacedBy !== null) return 'replica-replaced'
  return replica.removed ? 'replica-removed' : undefined
}

function standingOfLog(hello: HelloSpace, { space, replica, hashes }: GreetingContext): Standing | undefined {
  const head = space.head.position
  if (hello.acknowledged > (replica?.held.batch ?? 0)) return 'log-rolled-back'
  if (hello.cursor.position > head || (hello.catchUp?.base.position ?? 0) > head) return 'cursor-ahead'
  if (marksOf(hello).some((mark) => mark.position > head)) return 'log-rolled-back'
  const differs = marksOf(hello).some(({ position, hash }) => {
    const known = hashes.get(position)
    return known !== undefined && !isSameBytes(known, hash)
  })
  return differs ? 'log-forked' : undefined
}

function standingOfReplica(hello: HelloSpace, row: ReplicaRecord | undefined): Standing | undefined {
  if (!row) return undefined
  const isRepeat = hello.greeting === row.greeting && isSameBytes(hello.nonce, row.nonce)
  const { batch, chain } = row.held
  const isRewound =
    (hello.greeting <= row.greeting && !isRepeat) ||
    hello.made.batch < batch ||
    (hello.made.batch === batch && batch > 0 && !isSameBytes(hello.made.chain, chain)) ||
    hello.cursor.position < row.cursor
  return isRewound ? 'replica-rewound' : undefined
}

/** What the device remembers of the log. Position 0 says nothing. */
function marksOf(hello: HelloSpace) {
  return [hello.cursor, hello.highest, hello.checkpoint, hello.catchUp?.base].filter(
    (mark) => mark != null && mark.position > 0
  ) as HelloSpace['cursor'][]
}
