// Updates of guests: appended as they are, or not at all, beside the batches of replicas.

import { type ContractCase, expectEqual, expectTrue } from '@weft/base/testing'
import { advanceMark, entryKind, startMark } from '@weft/protocol'
import * as Y from 'yjs'
import { guestId } from '../log/guest.js'
import type { CommittedGroup, Log, UpdateOutcome } from '../log/port.js'
import type { LogSubject } from './log-subject.js'
import { TestReplica, textOf } from './test-replica.js'

const writer = (): Y.Doc => {
  const doc = new Y.Doc({ gc: false })
  doc.clientID = nextClient++
  return doc
}
let nextClient = 70_000

function typed(doc: Y.Doc, text: string): Uint8Array {
  const before = Y.encodeStateVector(doc)
  doc.getText('text').insert(doc.getText('text').length, text)
  return Y.encodeStateAsUpdate(doc, before)
}

const send = (log: Log, update: Uint8Array, document = 'a', kind: number = entryKind.update) =>
  log.appendUpdate({ space: 'notes', document, kind, edits: 1, update, time: 2_000 })

const headOf = async (log: Log): Promise<number> => (await log.read('notes', 0, 1_000_000)).head.position

function expectRefused(outcome: UpdateOutcome, reason: string): void {
  expectEqual(outcome, { kind: 'refused', reason })
}

export const logUpdatesContract: readonly ContractCase<LogSubject>[] = [
  {
    title: 'F2 a guest’s update makes its space, is one entry of the guests’ replica, and is announced',
    run: async ({ open }) => {
      const log = await open()
      const groups: CommittedGroup[] = []
      log.subscribe((group) => groups.push(group))
      const update = typed(writer(), 'hello')
      const outcome = await send(log, update, 'folder/a')
      const { entries, head } = await log.read('notes', 0, 1_000)
      expectEqual(outcome, { kind: 'appended', mark: head })
      expectEqual(head, advanceMark(startMark, entries))
      const [entry] = entries
      expectEqual(
        { ...entry, payload: null, payloadHash: null },
        {
          ...{ position: 1, document: 'folder/a', device: guestId, replica: guestId, batch: 0, time: 2_000 },
          ...{ kind: entryKind.update, edits: 1, payload: null, payloadHash: null }
        }
      )
      expectEqual(entry?.payload, update)
      expectEqual(
        groups.map(({ space, before, after, entries: told }) => ({ space, before, after, told })),
        [{ space: 'notes', before: startMark, after: head, told: entries }]
      )
    }
  },
  {
    title: 'L1 guests’ updates and batches share the positions of a space, in the order of calls',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const guest = writer()
      const before = Array.from({ length: 5 }, () => [
        send(log, typed(guest, 'g'), 'b'),
        ana.send(ana.make([ana.edit('a', 'n')]))
      ])
      await Promise.all(before.flat())
      const { entries, head } = await log.read('notes', 0, 1_000_000)
      expectEqual(
        entries.map(({ replica }) => replica),
        Array.from({ length: 5 }, () => [guestId, 'ana-1']).flat()
      )
      expectEqual(advanceMark(startMark, entries), head)
      const stored = await log.readDocument('notes', 'b')
      expectEqual(textOf(stored?.entries.map(({ payload }) => payload as Uint8Array) ?? []), 'ggggg')
    }
  },
  {
    title: 'F4 an update with structs that the log holds changes nothing and is for the caller to compare',
    run: async ({ open }) => {
      const log = await open()
      const guest = writer()
      await send(log, typed(guest, 'one'))
      expectEqual(await send(log, typed(guest, 'two')), {
        kind: 'appended',
        mark: (await log.read('notes', 0, 1_000)).head
      })
      expectEqual(await send(log, Y.encodeStateAsUpdate(guest)), { kind: 'repeats' })
      expectEqual(await headOf(log), 2)
    }
  },
  {
    title: 'F5 an update that leans on what the log lacks changes nothing, and says so',
    run: async ({ open }) => {
      const log = await open()
      const guest = writer()
      typed(guest, 'lost')
      expectRefused(await send(log, typed(guest, 'late')), 'update-clock-gap')
      expectEqual(await log.spaces(), [])
      expectEqual(await headOf(log), 0)
    }
  },
  {
    title: 'F6 what the guard refuses changes nothing: bytes that are no update, v2, a bad id',
    run: async ({ open }) => {
      const log = await open()
      const guest = writer()
      guest.getText('text').insert(0, 'x')
      expectRefused(await send(log, Uint8Array.of(1, 2, 3)), 'update-malformed')
      expectRefused(await send(log, Y.encodeStateAsUpdateV2(guest)), 'update-wrong-version')
      expectRefused(await send(log, Y.encodeStateAsUpdate(guest), 'a//b'), 'id-invalid')
      expectRefused(
        await send(log, Y.encodeStateAsUpdate(guest), 'a', entryKind.stateV2),
        'update-wrong-version'
      )
      expectEqual(await headOf(log), 0)
    }
  },
  {
    title: 'G5 guests share their client ids, and take none of a replica’s nor give it theirs',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      await ana.type('a', 'mine')
      const thief = new Y.Doc()
      thief.clientID = ana.doc('a').clientID
      Y.applyUpdate(thief, Y.encodeStateAsUpdate(ana.doc('a')))
      thief.clientID = ana.doc('a').clientID
      expectRefused(await send(log, typed(thief, 'forged')), 'client-id-taken')
      const guest = writer()
      await send(log, typed(guest, 'one'), 'b')
      ana.doc('b').clientID = guest.clientID
      Y.applyUpdate(ana.doc('b'), Y.encodeStateAsUpdate(guest))
      ana.doc('b').clientID = guest.clientID
      const receipt = await ana.push(ana.edit('b', 'two'))
      expectEqual(receipt.refused, [{ item: 0, document: 'b', reason: 'client-id-taken' }])
    }
  },
  {
    title: 'F10 an adoption belongs to nobody: who goes on with its client ids first owns them',
    run: async ({ open }) => {
      const log = await open()
      const guest = writer()
      await send(log, typed(guest, 'kept'), 'a', entryKind.adoption)
      const ana = new TestReplica(log)
      await ana.greet()
      Y.applyUpdate(ana.doc('a'), Y.encodeStateAsUpdate(guest))
      ana.doc('a').clientID = guest.clientID
      expectEqual((await ana.type('a', ' on')).refused, [])
      expectRefused(await send(log, typed(guest, ' off')), 'client-id-taken')
    }
  },
  {
    title:
      'F9 the guests’ replica is no row of the devices view, cannot be removed, and no device may take its name',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const guest = writer()
      await send(log, typed(guest, 'one'))
      const rows = await log.devices('notes')
      expectEqual(
        rows.map(({ device, behind }) => [device, behind.edits]),
        [['ana', 1]]
      )
      expectEqual(await log.devices('notes', guestId), [])
      expectEqual(await log.forget('notes', guestId), [])
      expectTrue((await send(log, typed(guest, 'two'))).kind === 'appended', 'still taken')
      for (const name of [{ device: guestId }, { replica: guestId }]) {
        const greeted = await log.greet(new TestReplica(log, name).hello())
        expectTrue(!greeted.ok && greeted.error.code === 'id-invalid', 'id-invalid')
      }
    }
  },
  {
    title: 'L12 guests’ entries are folded like all others, and a guest goes on after it',
    run: async ({ open }) => {
      const log = await open()
      const guest = writer()
      for (const text of ['a', 'b', 'c']) await send(log, typed(guest, text))
      await log.fold({ space: 'notes', minEntries: 1, deleteBefore: 3_000 })
      expectEqual((await log.spaces())[0]?.horizon, 3)
      expectEqual(await send(log, Y.encodeStateAsUpdate(guest)), { kind: 'repeats' })
      expectTrue((await send(log, typed(guest, 'd'))).kind === 'appended', 'appended')
    }
  }
]
