// A rollout: three devices that go from the first format of notes to the third, in every order, and edit all the while.

import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { markDeleted, noteText, unmarkDeleted } from './note.js'
import { note, noteV1, noteV2 } from './note-schema.js'

const names = ['ana', 'ben', 'cem'] as const

interface Phone {
  readonly name: string
  readonly ydoc: Y.Doc
  version: number
}

/** Every order in which each device makes its two upgrades: 90. */
function* orders(left: readonly number[]): Generator<readonly number[]> {
  if (left.every((upgrades) => upgrades === 0)) yield []
  for (const [device, upgrades] of left.entries()) {
    if (upgrades === 0) continue
    for (const rest of orders(left.map((one, at) => (at === device ? one - 1 : one)))) yield [device, ...rest]
  }
}

/** Opens the note with the version that the device runs, as a page does. */
function open({ name, ydoc, version }: Phone, now: number) {
  const time = { now: () => now, relayAheadMs: () => 0, subscribe: () => () => undefined }
  return {
    third: version === 3 ? note.bind(ydoc, { author: { device: name }, time }) : null,
    second: version === 2 ? noteV2.bind(ydoc, { author: { device: name }, time }) : null,
    first: version === 1 ? noteV1.bind(ydoc, { author: { device: name }, time }) : null
  }
}

/** Each writes all that its version has. What a device wrote says who and when. */
function edit(phone: Phone, round: number): void {
  const { first, second, third } = open(phone, 1_000_000 + round * 10 + names.indexOf(phone.name as 'ana'))
  const document = third ?? second ?? first
  expect(document?.state.get()).toEqual({ kind: 'open' })
  document?.fields.text.insert(0, `${phone.name}${round} `)
  third?.fields.title.set(`${phone.name} ${round}`)
  second?.fields.title.set(`${phone.name} ${round}`)
  third?.fields.folder.set(`${phone.name} ${round}`)
  second?.fields.folder.set(`${phone.name} ${round}`)
  third?.fields.due.set(`2026-12-1${round}`)
  for (const opened of [first, second, third]) void opened?.close()
}

function meet(phones: readonly Phone[]): void {
  for (const from of phones) {
    for (const to of phones) if (from !== to) Y.applyUpdate(to.ydoc, Y.encodeStateAsUpdate(from.ydoc))
  }
}

const startAll = (): Phone[] => {
  const plain = new Y.Doc()
  noteText(plain).insert(0, 'Tea')
  return names.map((name) => {
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(plain))
    return { name, ydoc, version: 1 }
  })
}

it('V9 three formats of notes are edited side by side, whatever the order of the upgrades', () => {
  let count = 0
  for (const order of orders([2, 2, 2])) {
    count++
    const phones = startAll()
    for (const [round, device] of order.entries()) {
      const phone = phones[device] as Phone
      phone.version++
      for (const one of phones) edit(one, round)
      meet(phones)
      const readings = phones.map(({ ydoc }) => note.read(ydoc))
      for (const { values, conflicts, state } of readings) {
        expect(state).toEqual({ kind: 'open' })
        expect(values).toEqual(readings[0]?.values)
        expect(conflicts).toEqual(readings[0]?.conflicts)
      }
      const { values, conflicts } = readings[0] as (typeof readings)[number]
      const writers = phones.filter(({ version }) => version >= 2)
      // Nobody saw the others of this round: all titles stand side by side, and of the folders the latest is shown.
      const sides = conflicts.find(({ path }) => path[0] === 'title')?.sides.map(({ value }) => value)
      expect(sides ?? [values.title]).toEqual(writers.map(({ name }) => `${name} ${round}`))
      expect(values.folder).toBe(`${writers.at(-1)?.name} ${round}`)
      // An older version erases no due date: it stands as it was last written by who knows of it.
      if (phones.some(({ version }) => version === 3)) expect(values.due).toBe(`2026-12-1${round}`)
      for (const { name } of phones) expect(values.text.split(`${name}${round} `)).toHaveLength(2)
    }
    expect(note.read(phones[0]!.ydoc).values.text.match(/Tea/g)).toHaveLength(1)
  }
  expect(count).toBe(90)
})

it('V9 an old format keeps what it does not know, and its deletion and restoring are seen by new ones', () => {
  const [old, updated] = startAll() as [Phone, Phone]
  updated.version = 3
  edit(updated, 1)
  meet([old, updated])
  markDeleted(old.ydoc, 5)
  edit(old, 2)
  meet([old, updated])
  expect(note.read(updated.ydoc).values).toMatchObject({ deleted: 5, title: 'ben 1', due: '2026-12-11' })
  unmarkDeleted(old.ydoc)
  meet([old, updated])
  expect(note.read(updated.ydoc).values).toMatchObject({ deleted: undefined, folder: 'ben 1' })
})
