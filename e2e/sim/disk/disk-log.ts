// A log over the simulated disk: every change is in the journal and synced before it is answered or announced.
//
// It decides as every log does, through the reference log in memory, and gathers changes as the log on SQLite does: all
// that wait become one group, which is written, synced, applied and answered together (L4). Reads see only what was
// applied, and so only what is durable. A start replays the journal.

import { createEmitter, type Random } from '@weft/base'
import type { Entry } from '@weft/protocol'
import { type CommittedGroup, createMemoryLog, type Log, LogError } from '@weft/relay/log'
import type { DiskRecord } from './disk-record.js'
import type { Operation } from './operation.js'
import type { RelayDisk } from './relay-disk.js'

export interface DiskLog extends Log {
  /** The process is gone: nothing of it answers any more, and nothing that waits is written. */
  die(): void
  /** Changes that wait for their group. */
  readonly waiting: number
  /** A group is on its way to the disk. */
  readonly isSyncing: boolean
  /** The log in memory beneath, which answers also after the process is gone. For oracles, to be read only. */
  readonly memory: Log
}

interface Waiting {
  readonly operation: Operation
  resolve(value: unknown): void
  reject(error: unknown): void
}

const mostInAGroup = 2_000

export async function openDiskLog(disk: RelayDisk, random: Random): Promise<DiskLog> {
  const epochs: Uint8Array[] = []
  const memory = createMemoryLog({
    random: { float: random.float, bytes: (length) => epochs[0] ?? random.bytes(length) }
  })
  const committed = createEmitter<CommittedGroup>()
  /** By space, by position: the record that an entry came with. */
  const places = new Map<string, Map<number, DiskRecord>>()
  let queue: Waiting[] = []
  let isWriting = false
  let isSyncing = false
  let isDead = false
  let isClosed = false

  let applying: DiskRecord | undefined
  let heard: CommittedGroup[] = []
  memory.subscribe((group) => {
    heard.push(group)
    if (!applying) return
    const { space, entries, after } = group
    disk.durable.applied(applying, space, after.position)
    const known = places.get(space) ?? new Map<number, DiskRecord>()
    places.set(space, known)
    for (const { position } of entries) known.set(position, applying)
  })

  /** The log in memory makes each change in a turn of its own, so that its announcements belong to one record. */
  const apply = async (record: DiskRecord): Promise<unknown> => {
    applying = record
    epochs[0] = record.operation.epoch
    try {
      return await run(memory, record.operation)
    } finally {
      applying = undefined
    }
  }

  const commit = async (group: readonly Waiting[]): Promise<void> => {
    const operations = group.map(({ operation }) => operation)
    const from = disk.records.length
    try {
      disk.write(operations)
      // Reports come often and need no sync of their own (L9 asks for none at once).
      if (operations.some(({ type }) => type !== 'report')) {
        isSyncing = true
        await disk.sync()
      }
    } catch (error) {
      if (isDead) return
      disk.takeBack()
      for (const { reject } of group) reject(error)
      return
    } finally {
      isSyncing = false
    }
    if (isDead) return
    await answer(group, disk.records.slice(from))
  }

  const answer = async (group: readonly Waiting[], records: readonly DiskRecord[]): Promise<void> => {
    const answers: (() => void)[] = []
    heard = []
    for (const [index, { resolve, reject }] of group.entries()) {
      const record = records[index] as DiskRecord
      await apply(record).then(
        (value) => answers.push(() => resolve(value)),
        (error: unknown) => answers.push(() => reject(error))
      )
    }
    if (isDead) return
    for (const group of joined(heard)) committed.emit(group)
    for (const tell of answers) tell()
  }

  const work = async (): Promise<void> => {
    if (isWriting) return
    isWriting = true
    // A turn later, so that what is asked for at once is one group.
    await Promise.resolve()
    while (queue.length > 0 && !isDead) await commit(queue.splice(0, mostInAGroup))
    isWriting = false
  }

  const change = <T>(operation: OperationBody): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (isDead) return
      if (isClosed) throw new LogError('log-unavailable', 'The log is closed.')
      const epoch = random.bytes(22)
      queue.push({ operation: { ...operation, epoch } as Operation, resolve: resolve as never, reject })
      void work()
    })

  /** A process that is gone answers nobody; damage is found when a record is read. */
  const look = async <T>(
    space: string,
    read: () => Promise<T>,
    entriesOf: (value: T) => Iterable<Entry>
  ): Promise<T> => {
    if (isDead) return never()
    const value = await read()
    if (isDead) return never()
    if (disk.flips > 0) {
      for (const { position } of entriesOf(value)) {
        const record = places.get(space)?.get(position)
        if (!record || !disk.isDamaged(record)) continue
        throw new LogError('log-damaged', `the record of entry ${position} fails its checksum`, {
          space,
          position
        })
      }
    }
    return value
  }

  for (const record of disk.recover()) {
    // The disk's other records hold what a start needs; only who reads a damaged entry meets the damage.
    await apply(record).catch(() => undefined)
  }

  return {
    memory,
    greet: (request) => change({ type: 'greet', request }),
    append: (request) => change({ type: 'append', request }),
    appendUpdate: (request) => change({ type: 'update', request }),
    reportCursor: (request) => change({ type: 'report', request }),
    forget: (space, device) => change({ type: 'forget', request: { space, device } }),
    fold: (request) => change({ type: 'fold', request }),
    read: (space, after, limitBytes) =>
      look(
        space,
        () => memory.read(space, after, limitBytes),
        ({ entries }) => entries
      ),
    readDocuments: (query) =>
      look(
        query.space,
        () => memory.readDocuments(query),
        ({ documents }) => documents.flatMap(({ entries }) => entries)
      ),
    readDocument: (space, document) =>
      look(
        space,
        () => memory.readDocument(space, document),
        (found) => found?.entries ?? []
      ),
    devices: (space, device) => look(space, () => memory.devices(space, device), none),
    spaces: () => look('', () => memory.spaces(), none),
    subscribe: committed.subscribe,
    close: async () => {
      isClosed = true
    },
    die: () => {
      isDead = true
      queue = []
    },
    get isSyncing() {
      return isSyncing
    },
    get waiting() {
      return queue.length
    }
  }
}

type OperationBody = Operation extends infer O ? (O extends Operation ? Omit<O, 'epoch'> : never) : never

const none = (): readonly Entry[] => []
const never = <T>(): Promise<T> => new Promise(() => undefined)

function run(log: Log, operation: Operation): Promise<unknown> {
  switch (operation.type) {
    case 'greet':
      return log.greet(operation.request)
    case 'append':
      return log.append(operation.request)
    case 'update':
      return log.appendUpdate(operation.request)
    case 'report':
      return log.reportCursor(operation.request)
    case 'forget':
      return log.forget(operation.request.space, operation.request.device)
    case 'fold':
      return log.fold(operation.request)
  }
}

/** One announcement a space for all that became durable together (L2). */
function joined(groups: readonly CommittedGroup[]): CommittedGroup[] {
  const bySpace = new Map<string, CommittedGroup>()
  for (const group of groups) {
    const before = bySpace.get(group.space)
    bySpace.set(
      group.space,
      before ? { ...group, before: before.before, entries: [...before.entries, ...group.entries] } : group
    )
  }
  return [...bySpace.values()]
}
