// The reference log: all rows in memory, decided like every other log's. For tests, and to try things out.

import { createEmitter, type Random, randomId } from '@weft/base'
import { type DeviceRow, type Mark, startMark } from '@weft/protocol'
import { type AppendContext, type AppendedEntries, decideAppend } from './decide-append.js'
import { decideGreeting, positionsToVerify, refuseGreeting } from './decide-greeting.js'
import { decideUpdate } from './decide-update.js'
import { afterReport, notBehind, toDeviceRow, toRemoved } from './device-row.js'
import { guestId, guestRecord, isGuestId } from './guest.js'
import { judgeBatch } from './judge-batch.js'
import { defaultLogLimits, type LogLimits } from './log-limits.js'
import { MemorySpace } from './memory-space.js'
import {
  type AppendOutcome,
  type AppendRequest,
  type CommittedGroup,
  type Greeted,
  type Greeting,
  type Log,
  LogError,
  type UpdateOutcome,
  type UpdateRequest
} from './port.js'

export interface MemoryLogOptions {
  readonly random: Random
  readonly limits?: LogLimits
}

export function createMemoryLog({ random, limits = defaultLogLimits }: MemoryLogOptions): Log {
  const spaces = new Map<string, MemorySpace>()
  const proofHashes = new Map<string, Uint8Array>()
  const committed = createEmitter<CommittedGroup>()
  let isClosed = false
  /** Changes that wait to be made together, as a group commit makes them. */
  let queue: (() => void)[] = []

  const open = (): void => {
    if (isClosed) throw new LogError('log-unavailable', 'The log is closed.')
  }

  /** Never to be written to: what a space that does not exist reads as. */
  const nothing = new MemorySpace('', '')
  const spaceOf = (space: string): MemorySpace => spaces.get(space) ?? nothing

  let groups = new Map<string, { before: Mark; appended: AppendedEntries[] }>()

  const join = (space: string, head: Mark, decision: AppendedEntries): void => {
    const group = groups.get(space) ?? { before: head, appended: [] }
    group.appended.push(decision)
    groups.set(space, group)
  }

  const drain = (): void => {
    const changes = queue
    queue = []
    groups = new Map()
    for (const change of changes) change()
    for (const [space, { before, appended }] of groups) {
      const entries = appended.flatMap((batch) => batch.entries.map(({ entry }) => entry))
      const after = appended.at(-1)?.head ?? before
      if (entries.length > 0) committed.emit({ space, entries, before, after })
    }
  }

  /** Runs `change` in the order of calls, with whatever else was asked for in the same turn. */
  const change = <T>(run: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      open()
      if (queue.length === 0) queueMicrotask(drain)
      queue.push(() => {
        try {
          resolve(run())
        } catch (error) {
          reject(error)
        }
      })
    })

  const greet = (greeting: Greeting): Greeted => {
    const { hello, device } = greeting
    const proofHash = proofHashes.get(device.id)
    const error = refuseGreeting(greeting, proofHash)
    if (error) return { ok: false, error }
    const space = spaces.get(hello.space) ?? new MemorySpace(hello.space, randomId(random))
    spaces.set(hello.space, space)
    const hashes = new Map<number, Uint8Array>()
    for (const position of positionsToVerify(hello)) {
      const hash = space.hashAt(position)
      if (hash) hashes.set(position, hash)
    }
    const replaces = hello.replaces === null ? undefined : space.replicas.get(hello.replaces)
    const replica = space.replicas.get(hello.replica)
    const rowsOfDevice = () =>
      [...space.replicas.values()].filter((row) => row.device === device.id && !row.removed)
    const known = { space: space.record, proofHash, replica, replaces, rowsOfDevice, hashes }
    const decision = decideGreeting(greeting, known)
    if (!decision.ok) return decision
    for (const row of decision.replicas) space.replicas.set(row.replica, row)
    if (decision.proofHash) proofHashes.set(device.id, decision.proofHash)
    space.forgetBatches(hello.replica, decision.forgetBatchesBelow)
    return { ok: true, standing: decision.standing, space: space.record, held: decision.held }
  }

  const append = (request: AppendRequest): AppendOutcome => {
    const space = spaces.get(request.space)
    const replica = space?.replicas.get(request.replica)
    const batch = space?.batchOf(request.replica, request.batch)
    const verdict = judgeBatch(request, { replica, batch, batchBytes: limits.batchBytes })
    if (verdict.kind !== 'next' || !space) return verdict as Exclude<typeof verdict, { kind: 'next' }>
    const states = new Map<string, Uint8Array>()
    const context: AppendContext = {
      head: space.record.head,
      documents: space.documentCount,
      clocksOf: (document) => space.clocksOf(document),
      states,
      limits
    }
    for (;;) {
      const decision = decideAppend(request, context)
      if (decision.kind === 'needs-states') {
        for (const document of decision.documents) states.set(document, space.stateOf(document))
        continue
      }
      if (decision.kind === 'refused') return decision
      join(request.space, context.head, decision)
      space.write(request.replica, decision)
      return { kind: 'appended', receipt: decision.receipt }
    }
  }

  const appendUpdate = (request: UpdateRequest): UpdateOutcome => {
    const space = spaces.get(request.space) ?? new MemorySpace(request.space, randomId(random))
    const { head } = space.record
    const clocksOf = (document: string) => space.clocksOf(document)
    const decision = decideUpdate(request, { head, documents: space.documentCount, clocksOf, limits })
    if (decision.kind !== 'appended') return decision
    spaces.set(request.space, space)
    if (!space.replicas.has(guestId)) space.replicas.set(guestId, guestRecord(request.time))
    join(request.space, head, decision)
    space.writeEntries(decision)
    return { kind: 'appended', mark: decision.head }
  }

  const rowsOf = (space: MemorySpace, device: string | undefined): DeviceRow[] => {
    const head = space.record.head.position
    return [...space.replicas.values()]
      .filter(
        (row) => !row.removed && !isGuestId(row.replica) && (device === undefined || row.device === device)
      )
      .map((row) => toDeviceRow(row, space.behind(row.replica, row.cursor), head))
  }

  return {
    greet: (greeting) => change(() => greet(greeting)),
    append: (request) => change(() => append(request)),
    appendUpdate: (request) => change(() => appendUpdate(request)),
    read: async (space, after, limitBytes) => {
      open()
      const found = spaceOf(space)
      const { head, horizon } = found.record
      if (after > head.position) throw new RangeError(`L7: position ${after} is beyond the head`)
      if (after < horizon) throw new LogError('log-folded', `The entries after ${after} were folded.`)
      const entries = found.entriesAfter(after, limitBytes)
      const last = entries.at(-1)
      const hash = last?.hash ?? (after === 0 ? startMark.hash : found.hashAt(after))
      if (!hash) throw new Error(`L3: the log has no running hash at ${after}`)
      const mark = { position: last?.entry.position ?? after, hash }
      return { entries: entries.map(({ entry }) => entry), mark, head }
    },
    readDocuments: async (query) => {
      open()
      return spaceOf(query.space).documentsPage(query)
    },
    readDocument: async (space, document) => {
      open()
      const found = spaceOf(space)
      return found.document(document, found.record.head.position)
    },
    reportCursor: (report) =>
      change(() => {
        const space = spaceOf(report.space)
        const row = space.replicas.get(report.replica)
        if (row) space.replicas.set(row.replica, afterReport(row, report, space.record.head.position))
      }),
    devices: async (space, device) => {
      open()
      return rowsOf(spaceOf(space), device)
    },
    forget: (space, device) =>
      change(() => {
        const { replicas, record } = spaceOf(space)
        const gone = [...replicas.values()].filter(
          (row) => row.device === device && !row.removed && !isGuestId(device)
        )
        for (const row of gone) replicas.set(row.replica, toRemoved(row))
        return gone.map((row) => toDeviceRow({ ...row, removed: true }, notBehind, record.head.position))
      }),
    fold: (request) => change(() => spaceOf(request.space).fold(request)),
    spaces: async () => {
      open()
      return [...spaces.values()].map((space) => space.record)
    },
    subscribe: committed.subscribe,
    close: async () => {
      isClosed = true
    }
  }
}
