import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Side } from './strategies.js'
import {
  createWorld,
  type Device,
  ids,
  jump,
  members,
  readOnce,
  sheet,
  shown,
  type World
} from './testing/world.js'

/** An action: which, on which device, and with what. */
type Action = readonly [which: number, at: number, a: number, b: number]

const actions = (most: number) =>
  fc.array(fc.tuple(fc.nat(99), fc.nat(11), fc.nat(23), fc.nat(23)), {
    minLength: 5,
    maxLength: most,
    size: 'max'
  })

/** A write of one place, and what its writer had seen of the place. Without an id it takes all of that away. */
interface Write {
  readonly place: string
  readonly client: number
  /** How much of the client's a device has that has this. */
  readonly clock: number
  readonly seen: readonly Write[]
  readonly id?: string
  readonly value?: number | undefined
}

/** Knows of every write which others its writer had seen, by what had come to the device, and of nothing else. */
function createOracle() {
  const writes: Write[] = []
  const had = ({ ydoc }: Device, place: string): Write[] =>
    writes.filter((one) => one.place === place && Y.getState(ydoc.store, one.client) >= one.clock)
  return {
    had,
    wrote: (
      { ydoc }: Device,
      place: string,
      seen: readonly Write[],
      what: Pick<Write, 'id' | 'value'> = {}
    ): void => {
      const { clientID: client, store } = ydoc
      writes.push({ place, client, clock: Y.getState(store, client), seen, ...what })
    },
    /** The writes that nobody replaced who had seen them. */
    live: (place: string): Write[] => {
      const all = writes.filter((one) => one.place === place)
      return all.filter((one) => !all.some(({ seen }) => seen.includes(one)))
    }
  }
}

type Oracle = ReturnType<typeof createOracle>

const registers = ['late', 'hand', 'most', 'inner'] as const
const registerOf = ({ document: { fields } }: Device, name: (typeof registers)[number]) =>
  name === 'inner' ? fields.group.inner : fields[name]

let value = 0

/** Runs one action in the world and tells the oracle. Without `undo`: actions that an oracle can follow. */
function act(world: World, oracle: Oracle, [which, at, a, b]: Action): void {
  const device = world.devices[at % world.devices.length] as Device
  const { fields } = device.document
  const other = at + 1 + (a % (world.devices.length - 1 || 1))
  /** An edit that says a member or a record is there, or that it is gone. */
  const put = (place: string, work: () => void): void => {
    const seen = oracle.had(device, place)
    if (world.did(at, work)) oracle.wrote(device, place, seen, { id: 'there' })
  }
  const take = (place: string, work: () => void): void => {
    const seen = oracle.had(device, place)
    if (world.did(at, work)) oracle.wrote(device, place, seen)
  }
  const write = (
    place: string,
    sides: () => readonly Side<number>[],
    work: () => void,
    seen: readonly Write[] | null = null
  ): boolean => {
    const before = new Set(sides().map(({ id }) => id))
    const had = seen ?? oracle.had(device, place)
    if (!world.did(at, work)) return false
    const side = sides().find(({ id }) => !before.has(id))
    oracle.wrote(device, place, had, { id: side?.id as string, value: side?.value })
    return true
  }
  const member = members[a % members.length] as string
  const id = ids[a % ids.length] as string
  const step = which % 24
  if (step < 6) {
    const name = registers[a % registers.length] as (typeof registers)[number]
    const handle = registerOf(device, name)
    if (step === 5) write(name, handle.sides, () => handle.clear())
    else {
      // Few values, so that the same is written twice and apart.
      const written = write(name, handle.sides, () => handle.set(b % 4))
      if (!written) expect(handle.get()).toBe(b % 4)
    }
  } else if (step === 6) {
    const conflict = device.document.conflicts.get().find(({ path }) => path.length < 3)
    if (!conflict) return
    const name = conflict.path.at(-1) as (typeof registers)[number]
    const saw = conflict.sides.map(({ id }) => id)
    const seen = oracle.had(device, name).filter((one) => saw.includes(one.id as string))
    const choice = b % 2 ? { value: 7 } : { side: saw[b % saw.length] as string }
    write(name, registerOf(device, name).sides, () => device.document.settle(conflict, choice), seen)
  } else if (step === 7) put(`tags/${member}`, () => fields.tags.add(member))
  else if (step === 8) take(`tags/${member}`, () => fields.tags.delete(member))
  else if (step === 9) put(`steps/${member}`, () => fields.steps.put(member, b % 4))
  else if (step === 10) take(`steps/${member}`, () => fields.steps.delete(member))
  else if (step === 11) {
    if (!fields.items.has(id)) {
      put(`items/${id}`, () => {
        try {
          fields.items.create({}, { id, index: b % 3 })
        } catch {
          // Known, and deleted: its id is not given again.
          fields.items.restore(id)
        }
      })
    }
  } else if (step === 12) take(`items/${id}`, () => fields.items.delete(id))
  else if (step === 13) {
    if (fields.items.has(id)) put(`items/${id}`, () => fields.items.move(id, b % 3))
  } else if (step === 14 || step === 15) {
    const record = fields.items.get(id)
    if (!record) return
    put(`items/${id}`, () => {
      if (step === 14) write(`items/${id}/name`, record.name.sides, () => record.name.set(b % 4))
      else if (b % 3 === 0) record.note.insert(0, 'n')
      else if (b % 3 === 1) record.marks.add(member)
      else record.count.add(1)
    })
  } else if (step === 16) {
    const amount = (b % 7) - 3
    if (world.did(at, () => fields.likes.add(amount))) oracle.wrote(device, 'likes', [], { value: amount })
  } else if (step === 17) {
    value++
    if (world.did(at, () => fields.log.insert(b % (fields.log.values().length + 1), value))) {
      oracle.wrote(device, `log/${value}`, [], { id: 'there' })
    }
  } else if (step === 18) {
    const values = fields.log.values()
    if (values.length > 0)
      take(`log/${values[b % values.length]}`, () => fields.log.delete(b % values.length))
  } else if (step === 19) {
    fields.body.insert(b % (fields.body.toString().length + 1), 'x')
    fields.created.set(b)
  } else if (step === 20) jump(device, a, b)
  else if (step === 21) world.restart(at)
  else if (step === 22) world.send(at, other)
  else world.deliver(other, [a * 7 + b, b * 5 + a, a, b, a * 7 + b])
}

function assertSame(world: World): void {
  const [first, ...rest] = world.devices.map(shown)
  for (const other of rest) expect(other).toEqual(first)
  for (const device of world.devices) expect(readOnce(device.ydoc)).toEqual(shown(device))
  expect(first?.state).toEqual({ kind: 'open' })
}

const run = (property: (count: number, history: readonly Action[]) => void, most = 60): void =>
  fc.assert(fc.property(fc.integer({ min: 2, max: 4 }), actions(most), property), { numRuns: 50 })

describe('histories', { timeout: 60_000 }, () => {
  it('V2 V3 V4 V5 all devices come to the same values and the same conflicts, in whatever order updates come', () => {
    let conflicts = 0
    run((count, history) => {
      const world = createWorld(count)
      const oracle = createOracle()
      for (const action of history) {
        act(world, oracle, action)
        const device = world.devices[action[1] % count] as Device
        expect(readOnce(device.ydoc)).toEqual(shown(device))
      }
      world.meet()
      assertSame(world)
      conflicts += shown(world.devices[0] as Device).conflicts.length
    })
    expect(conflicts).toBeGreaterThan(0)
  })

  it('V3 the same updates in other orders and repeated give the same, to who follows and to who reads once', () => {
    fc.assert(
      fc.property(actions(40), fc.infiniteStream(fc.nat()), (history, draws) => {
        const world = createWorld(3)
        const oracle = createOracle()
        for (const action of history) act(world, oracle, action)
        world.meet()
        const expected = shown(world.devices[0] as Device)
        for (let round = 0; round < 2; round++) {
          const ydoc = new Y.Doc()
          const document = sheet.bind(ydoc, { author: { device: 'reader' } })
          const updates = [...world.made, ...world.made.slice(0, 5)].map(
            (update) => [draws.next().value ?? 0, update] as const
          )
          for (const [, update] of updates.sort(([one], [two]) => one - two)) Y.applyUpdate(ydoc, update)
          expect(readOnce(ydoc)).toEqual(expected)
          expect({ ...shown({ document } as Device) }).toEqual(expected)
        }
      }),
      { numRuns: 30 }
    )
  })

  it('V3 V6 the sides of a register are exactly the writes that nobody replaced who had seen them', () => {
    let most = 0
    run((count, history) => {
      const world = createWorld(count)
      const oracle = createOracle()
      for (const action of history) act(world, oracle, action)
      world.meet()
      const { document } = world.devices[0] as Device
      const sidesOf = (sides: readonly Side<number>[]) => sides.map(({ id, value }) => [id, value]).sort()
      const expected = (place: string) =>
        oracle
          .live(place)
          .map(({ id, value }) => [id, value])
          .sort()
      for (const name of registers) {
        const { sides } = registerOf(world.devices[0] as Device, name)
        expect(sidesOf(sides())).toEqual(expected(name))
        most = Math.max(most, sides().length)
      }
      for (const id of document.fields.items.ids()) {
        expect(sidesOf(document.fields.items.get(id)?.name.sides() ?? [])).toEqual(
          expected(`items/${id}/name`)
        )
      }
    })
    expect(most).toBeGreaterThan(2)
  })

  it('V2 adding and editing win over a removal that had not seen them, and nothing stands twice', () => {
    const seen = { there: 0, gone: 0 }
    run((count, history) => {
      const world = createWorld(count)
      const oracle = createOracle()
      for (const action of history) act(world, oracle, action)
      world.meet()
      const { values } = shown(world.devices[0] as Device)
      const isThere = (place: string): boolean => {
        const there = oracle.live(place).some(({ id }) => id === 'there')
        seen[there ? 'there' : 'gone']++
        return there
      }
      expect([...values.tags].sort()).toEqual(members.filter((one) => isThere(`tags/${one}`)))
      expect([...values.steps].sort()).toEqual(members.filter((one) => isThere(`steps/${one}`)))
      expect(values.items.map(({ id }) => id).sort()).toEqual(ids.filter((one) => isThere(`items/${one}`)))
      for (const one of values.log) expect(isThere(`log/${one}`)).toBe(true)
    })
    expect(Math.min(seen.there, seen.gone)).toBeGreaterThan(20)
  })

  it('V2 a counter is the exact sum of what was added, and every value put in a list stands once', () => {
    run((count, history) => {
      const world = createWorld(count)
      const oracle = createOracle()
      const before = value
      for (const action of history) act(world, oracle, action)
      world.meet()
      const { values } = shown(world.devices[0] as Device)
      expect(values.likes).toBe(oracle.live('likes').reduce((sum, one) => sum + (one.value as number), 0))
      const put = Array.from({ length: value - before }, (_, at) => before + 1 + at)
      const there = put.filter((one) => oracle.live(`log/${one}`).some(({ id }) => id === 'there'))
      expect([...values.log].sort((one, two) => one - two)).toEqual(there)
    })
  })

  it('V3 reading, opening and closing write nothing', () => {
    run((count, history) => {
      const world = createWorld(count)
      const oracle = createOracle()
      for (const action of history) act(world, oracle, action)
      world.meet()
      const { ydoc } = world.devices[0] as Device
      const before = Y.encodeStateAsUpdate(ydoc)
      let updates = 0
      ydoc.on('update', () => updates++)
      for (let round = 0; round < 2; round++) {
        const document = sheet.bind(ydoc, { author: { device: 'reader' } })
        document.values()
        document.conflicts.get()
        for (const id of document.fields.items.ids()) document.fields.items.get(id)?.name.sides()
        readOnce(ydoc)
        void document.close()
      }
      expect(updates).toBe(0)
      expect(Y.encodeStateAsUpdate(ydoc)).toEqual(before)
    }, 30)
  })
})
