import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import * as z from 'zod'
import { defineDocument } from './define-document.js'
import { change } from './evolution/steps.js'
import { records, register } from './fields/field.js'
import { createReplica, meet, send } from './testing/replicas.js'
import {
  type App,
  fieldsOfThree,
  one,
  openOne,
  openThree,
  openVersion,
  three,
  toThree,
  toTwo,
  two
} from './testing/versions.js'

/** The app is replaced by its next version. Nothing is written by that. */
function upgrade(app: App, device: string): App {
  app.close()
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(app.ydoc))
  let updates = 0
  ydoc.on('update', () => updates++)
  const next = openVersion(app.version + 1, device, ydoc)
  next.content()
  expect(updates).toBe(0)
  return next
}

/** Every order in which three devices can go from version 1 to 3: 90. */
function* orders(left: readonly number[] = [2, 2, 2]): Generator<readonly number[]> {
  if (left.every((steps) => steps === 0)) yield []
  for (const [device, steps] of left.entries()) {
    if (steps === 0) continue
    for (const rest of orders(left.map((other, at) => (at === device ? other - 1 : other))))
      yield [device, ...rest]
  }
}

const names = ['ana', 'ben', 'cem'] as const

describe('evolution', { timeout: 60_000 }, () => {
  it('V9 in every order of upgrade all versions show what any of them wrote, and no newer field is erased', () => {
    let value = 0
    let count = 0
    for (const order of orders()) {
      let apps = names.map((name) => openOne(name, new Y.Doc()))
      let likes = 0
      let newer: { readonly version: number; readonly of: unknown } = { version: 1, of: {} }
      for (const upgrading of [null, ...order]) {
        if (upgrading !== null)
          apps = apps.map((app, at) => (at === upgrading ? upgrade(app, names[at] as string) : app))
        for (const [at, app] of apps.entries()) {
          app.write(value, value)
          likes++
          // Every second round all write before they meet.
          if (value % 2) meet(...apps)
          value += at === 2 ? 2 : 1
        }
        meet(...apps)
        const [first, ...rest] = apps.map((app) => app.content())
        for (const other of rest) expect(other).toEqual(first)
        expect(apps.map((app) => app.state())).toEqual(['open', 'open', 'open'])
        expect(first?.likes).toBe(likes)
        expect(new Set(first?.todo.map(({ id }) => id)).size).toBe(first?.todo.length)
        const newest = apps.reduce((a, b) => (b.version > a.version ? b : a))
        if (newest.version === newer.version) expect(newest.newer()).toMatchObject(newer.of as object)
        newest.writeNewer(value)
        const { note } = newest.newer() as { readonly note?: string }
        newer = { version: newest.version, of: note === undefined ? {} : { note } }
        meet(...apps)
        // What two versions have, both show.
        for (const app of apps) if (app.version > 1) expect(app.newer()).toMatchObject({ note })
      }
      const [a, b, c] = apps.map((app) => app.newer())
      expect([b, c]).toEqual([a, a])
      count++
    }
    expect(count).toBe(90)
  })

  for (const older of [1, 2]) {
    for (const newer of [2, 3].filter((version) => version > older)) {
      it(`V9 each thing that version ${older} writes is seen by ${newer}, and the reverse`, () => {
        for (let which = 0; which < 9; which++) {
          const old = openVersion(older, 'ana', new Y.Doc())
          const young = openVersion(newer, 'ben', new Y.Doc())
          old.write(6, 0)
          meet(old, young)
          for (const [writer, reader, value] of [
            [old, young, 2],
            [young, old, 4],
            [old, young, 8]
          ] as const) {
            const before = reader.content()
            writer.write(which, value)
            meet(old, young)
            expect(reader.content()).toEqual(writer.content())
            expect(reader.content()).not.toEqual(before)
          }
        }
      })
    }
  }

  it('V9 two that upgrade at once double nothing', () => {
    const base = openOne('ana', new Y.Doc())
    for (let which = 0; which < 9; which++) base.write(which, which)
    const copy = openOne('ben', new Y.Doc())
    meet(base, copy)
    const before = base.content()
    const [a, b] = [upgrade(upgrade(base, 'ana'), 'ana'), upgrade(upgrade(copy, 'ben'), 'ben')]
    expect([a.content(), b.content()]).toEqual([before, before])
    a.writeNewer(1)
    b.writeNewer(1)
    meet(a, b)
    expect(a.content()).toEqual(before)
    expect(a.newer()).toMatchObject({ note: 'note 1', extra: ['extra 1', 'extra 1'] })
    expect(b.newer()).toEqual(a.newer())
    expect([...a.ydoc.getMap('weft').keys()].filter((key) => key.startsWith('schema:')).sort()).toEqual([
      'schema:sheet:1',
      'schema:sheet:3'
    ])
  })

  it('V9 a name that comes again with another type is another field, and the old one’s content stays', () => {
    const old = openOne('ana', new Y.Doc())
    old.write(0, 7)
    const young = openThree('ben', new Y.Doc())
    meet(old, young)
    young.writeNewer(1)
    meet(old, young)
    expect(one.read(old.ydoc).values.extra).toBe(7)
    expect(three.read(young.ydoc).values.extra).toEqual(['extra 1'])
  })
})

const strict = defineDocument({
  name: 'sheet',
  version: 3,
  fields: { ...fieldsOfThree, note: register(z.number(), { default: 0 }) },
  steps: { 2: toTwo, 3: [...toThree, change('note', { forward: (old: string) => old.length })] }
})

describe('a version that is too old', () => {
  for (const version of [1, 2]) {
    it(`V10 ${version} is read-only, says to update, shows what it can, and passes on what comes`, () => {
      const old = openVersion(version, 'ana', new Y.Doc())
      old.write(0, 5)
      const young = createReplica(strict, 'ben')
      send(old, young)
      young.document.fields.name.set('new')
      young.document.fields.note.set(7)
      // Written before it knew.
      old.write(3, 9)
      meet(old, young)
      const definition = version === 1 ? one : two
      expect(old.state()).toBe('read-only')
      expect(definition.read(old.ydoc).state).toEqual({ kind: 'read-only', why: 'update', needs: 3 })
      expect(() => old.write(0, 6)).toThrow(expect.objectContaining({ code: 'document-read-only' }))
      expect(old.content()).toMatchObject({ name: 'new', city: '9' })
      expect(young.document.values()).toMatchObject({ name: 'new', note: 7, address: { city: '9' } })
      // What comes after it turned read-only comes to others through it.
      young.document.fields.extra.push('later')
      send(young, old)
      const third = createReplica(strict, 'cem')
      send(old, third)
      expect(third.document.values()).toEqual(young.document.values())
      expect(third.document.state.get()).toEqual({ kind: 'open' })
      // And once it is updated it goes on.
      old.close()
      const updated = createReplica(strict, 'ana', { ydoc: old.ydoc })
      expect(updated.document.state.get()).toEqual({ kind: 'open' })
      expect(updated.document.values()).toEqual(young.document.values())
    })
  }

  it('V10 a newer version that writes in shapes that old ones read leaves them writing', () => {
    const old = openOne('ana', new Y.Doc())
    const young = openThree('ben', new Y.Doc())
    young.write(1, 1)
    young.writeNewer(1)
    meet(old, young)
    expect(old.state()).toBe('open')
    old.write(1, 2)
    meet(old, young)
    expect(young.content().done).toBe(false)
  })

  it('V9 a step that throws is reported where it is read, and refused where it is written', () => {
    const broken = defineDocument({
      name: 'sheet',
      version: 2,
      fields: { title: register(z.number()), items: records({ title: register(z.number()) }) },
      steps: {
        2: ['title', 'items.title'].map((name) =>
          change(name, {
            forward: (old: string) => Number.parseInt(old, 10) || JSON.parse('{'),
            backward: (now: number) => (now === 13 ? JSON.parse('{') : `${now}`)
          })
        )
      }
    })
    const a = createReplica(broken, 'ana')
    for (const attempt of [
      () => a.document.fields.title.set(13),
      () => a.document.fields.items.create({ title: 13 })
    ]) {
      expect(attempt).toThrow(expect.objectContaining({ code: 'step-broken' }))
    }
    expect(Y.encodeStateAsUpdate(a.ydoc)).toEqual(Y.encodeStateAsUpdate(new Y.Doc()))
    const first = defineDocument({ name: 'sheet', version: 1, fields: { title: register(z.string()) } })
    const b = createReplica(first, 'ben')
    b.document.fields.title.set('no number')
    meet(a, b)
    expect(a.document.state.get()).toMatchObject({ why: 'misfit', report: [{ path: ['title'] }] })
    b.document.fields.title.set('4')
    meet(a, b)
    expect([a.document.state.get(), a.document.fields.title.get()]).toEqual([{ kind: 'open' }, 4])
  })
})
