import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meet } from './testing/replicas.js'
import { createWorld, type Device, ids, jump, members, readOnce, shown, type World } from './testing/world.js'

/** An edit: which, on which device, and with what. */
type Edit = readonly [which: number, at: number, a: number, b: number]

const edits = (most: number) =>
  fc.array(fc.tuple(fc.nat(99), fc.nat(11), fc.nat(23), fc.nat(23)), {
    minLength: 3,
    maxLength: most,
    size: 'max'
  })

const sequence = (() => {
  let last = 0
  return () => ++last
})()

/** One edit of one place. What was done to it: the place, and what it is from then on; null where it is gone. */
function edit({ document }: Device, [which, , a, b]: Edit): readonly [place: string, what: unknown] | null {
  const { fields, history } = document
  const member = members[a % members.length] as string
  const id = ids[a % ids.length] as string
  const fresh = sequence()
  history.stop()
  switch (which % 14) {
    case 0:
    case 1:
      fields.late.set(fresh)
      return ['late', fresh]
    case 2:
      fields.hand.set(fresh)
      return ['hand', fresh]
    case 3:
      if (fields.hand.get() === undefined) return null
      fields.hand.clear()
      return ['hand', undefined]
    case 4:
      fields.tags.add(member)
      return [`tags/${member}`, true]
    case 5:
      if (!fields.tags.has(member)) return null
      fields.tags.delete(member)
      return [`tags/${member}`, null]
    case 6:
      fields.steps.put(member, b % 4)
      return [`steps/${member}`, true]
    case 7:
      if (fields.items.has(id)) return null
      try {
        fields.items.create({ name: fresh }, { id })
      } catch {
        // Known, and deleted: its id is not given again.
        fields.items.restore(id)
        fields.items.get(id)?.name.set(fresh)
      }
      return [`items/${id}`, fresh]
    case 8:
      if (!fields.items.has(id)) return null
      fields.items.delete(id)
      return [`items/${id}`, null]
    case 9:
      if (!fields.items.has(id)) return null
      fields.items.get(id)?.name.set(fresh)
      return [`items/${id}`, fresh]
    case 10:
      fields.likes.add(fresh)
      return [`likes/${fresh}`, fresh]
    case 11:
      fields.created.set(fresh)
      return ['created', fresh]
    case 12:
      fields.log.insert(b % (fields.log.values().length + 1), fresh)
      return [`log/${fresh}`, true]
    default: {
      const letter = String.fromCodePoint(0x4e00 + (fresh % 20_000))
      fields.body.insert(b % (fields.body.toString().length + 1), letter)
      return [`body/${letter}`, true]
    }
  }
}

const undoAll = ({ document }: Device): number => {
  let steps = 0
  while (document.history.undo()) expect(++steps).toBeLessThan(1_000)
  return steps
}

/** What stands at a place that an edit named. */
function at({ document }: Device, place: string): unknown {
  const values = document.values()
  const [field, rest = ''] = place.split('/')
  switch (field) {
    case 'tags':
      return values.tags.includes(rest) || null
    case 'steps':
      return values.steps.includes(rest) || null
    case 'items':
      return values.items.find(({ id }) => id === rest)?.name ?? null
    case 'log':
      return values.log.includes(Number(rest)) || null
    case 'body':
      return values.body.includes(rest) || null
    default:
      return values[field as 'late']
  }
}

const plain = (device: Device) => {
  const { values, conflicts } = shown(device)
  return { values, conflicts: conflicts.map(({ path, sides }) => [path, sides.map(({ value }) => value)]) }
}

describe('undo', { timeout: 60_000 }, () => {
  it('V8 when one device takes back all of its edits, what the other wrote last stays or comes back', () => {
    let kept = 0
    fc.assert(
      fc.property(edits(60), (history) => {
        const world = createWorld(2)
        const [a, b] = world.devices as readonly [Device, Device]
        const byBen = new Map<string, unknown>()
        const byAna = new Set<string>()
        let likes = 0
        for (const one of history) {
          const device = one[1] % 2 ? b : a
          const done = edit(device, one)
          meet(a, b)
          if (!done) continue
          const [place, what] = done
          if (device === a) byAna.add(place)
          else if (place.startsWith('likes')) likes += what as number
          else byBen.set(place, what)
        }
        undoAll(a)
        meet(a, b)
        for (const device of [a, b]) {
          expect(device.document.values().likes).toBe(likes)
          // Nobody wrote apart, so nothing stands beside anything.
          for (const name of ['late', 'hand'] as const) {
            expect(device.document.fields[name].sides().length).toBeLessThan(2)
          }
          expect(device.document.conflicts.get()).toEqual([])
          for (const [place, what] of byBen) {
            // What the other took away and somebody put there again is nobody's to promise.
            if (what === null || what === undefined) continue
            expect([place, at(device, place)]).toEqual([place, what])
            kept++
          }
          for (const place of byAna) {
            if (!byBen.has(place) && !place.startsWith('likes'))
              expect([place, at(device, place) ?? null]).toEqual([place, null])
          }
        }
        expect(plain(a)).toEqual(plain(b))
      }),
      { numRuns: 60 }
    )
    expect(kept).toBeGreaterThan(100)
  })

  it('V8 undo of everything gives what was there before, and redo of everything what was there after', () => {
    fc.assert(
      fc.property(edits(20), edits(40), fc.nat(40), (before, history, back) => {
        const world = createWorld(2)
        const [a, b] = world.devices as readonly [Device, Device]
        for (const one of before) edit(one[1] % 2 ? b : a, one)
        meet(a, b)
        world.restart(0)
        const device = world.devices[0] as Device
        const first = plain(device)
        for (const one of history) edit(device, one)
        const last = plain(device)
        let undone = 0
        while (undone < back && device.document.history.undo()) undone++
        for (let redone = 0; redone < undone; redone++) expect(device.document.history.redo()).toBe(true)
        expect(device.document.history.redo()).toBe(false)
        expect(plain(device)).toEqual(last)
        undoAll(device)
        expect(plain(device)).toEqual(first)
        while (device.document.history.redo());
        expect(plain(device)).toEqual(last)
        expect(readOnce(device.ydoc)).toEqual(shown(device))
      }),
      { numRuns: 60 }
    )
  })

  it('V8 nothing throws and all come together, whatever is edited, undone and redone apart, and whatever clocks do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 4 }), edits(80), (count, history) => {
        const world: World = createWorld(count)
        for (const one of history) {
          const [which, at, a, b] = one
          const device = world.devices[at % count] as Device
          const other = at + 1 + (a % (count - 1))
          const step = which % 7
          if (step < 2) edit(device, [a, at, b, a + b])
          else if (step === 2) device.document.history.undo()
          else if (step === 3) device.document.history.redo()
          else if (step === 4) world.deliver(other, [a * 7 + b, b * 5 + a, a, b])
          else if (step === 5) world.send(at, other)
          else if (a % 4 === 0) jump(device, b, a)
          else if (a % 4 === 1) world.restart(at)
          else {
            const [conflict] = device.document.conflicts.get()
            if (conflict) device.document.settle(conflict, { value: 1 })
          }
          const now = world.devices[at % count] as Device
          expect(readOnce(now.ydoc)).toEqual(shown(now))
        }
        world.meet()
        const [first, ...rest] = world.devices.map(shown)
        for (const one of rest) expect(one).toEqual(first)
        expect(new Set(first?.values.tags).size).toBe(first?.values.tags.length)
        expect(new Set(first?.values.steps).size).toBe(first?.values.steps.length)
        expect(new Set(first?.values.items.map(({ id }) => id)).size).toBe(first?.values.items.length)
      }),
      { numRuns: 60 }
    )
  })

  it('V2 V8 a counter is the exact sum of what was added and not taken back', () => {
    fc.assert(
      fc.property(edits(60), (history) => {
        const world = createWorld(3)
        const done: number[][] = [[], [], []]
        const undone: number[][] = [[], [], []]
        for (const [which, at, a, b] of history) {
          const { document } = world.devices[at % 3] as Device
          const [back, forth] = [done[at % 3] as number[], undone[at % 3] as number[]]
          if (which % 6 < 2) {
            document.fields.likes.add(a + 1)
            back.push(a + 1)
            forth.length = 0
          } else if (which % 6 === 2 && document.history.undo()) forth.push(back.pop() as number)
          else if (which % 6 === 3 && document.history.redo()) back.push(forth.pop() as number)
          else if (which % 6 === 4) world.send(at, at + 1 + (b % 2))
          else if (which % 6 === 5) world.deliver(at, [a, b, a + b, a])
        }
        world.meet()
        const sum = done.flat().reduce((one, two) => one + two, 0)
        expect(world.devices.map(({ document }) => document.values().likes)).toEqual([sum, sum, sum])
      }),
      { numRuns: 40 }
    )
  })
})
