import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { bound, bytesOf, candidate, harmed, harms, loaded, sheet, weft } from './testing/harms.js'
import { send } from './testing/replicas.js'

/** Every handle of the document writes, and what was written is there. */
function assertWrites({ document, ydoc }: ReturnType<typeof bound>): void {
  const { fields } = document
  fields.body.insert(0, 'text')
  fields.title.set('title')
  fields.tags.add('tag')
  fields.log.push({ n: 1 })
  fields.steps.put('step')
  fields.likes.add(2)
  fields.created.set(3)
  fields.items.get('one')?.note.insert(0, 'note')
  fields.items.get('one')?.log.push(4)
  const expected = {
    ...{
      body: 'text',
      title: 'title',
      tags: ['tag'],
      log: [{ n: 1 }],
      steps: ['step'],
      likes: 2,
      created: 3
    },
    items: [{ id: 'one', name: 'first', note: 'note', log: [4] }]
  }
  expect(document.values()).toMatchObject(expected)
  expect(sheet.read(loaded(bytesOf(ydoc))).values).toMatchObject(expected)
}

describe('content that does not fit', () => {
  for (const { what, harm, mend, report: told } of harms) {
    const report = told.map(({ path, problem }) => ({ path, problem: problem ?? expect.any(String) }))
    it(`V11 ${what}: read-only, reported, and left as it is`, () => {
      const { bytes } = harmed(harm)
      const ydoc = loaded(bytes)
      const before = bytesOf(ydoc)
      const { document } = bound('ben', ydoc)
      const expected = { kind: 'read-only', why: 'misfit', report }
      expect(document.state.get()).toEqual(expected)
      expect(sheet.read(ydoc).state).toEqual(expected)
      document.values()
      document.conflicts.get()
      document.fields.items.get('one')
      for (const attempt of [
        () => document.fields.title.set('x'),
        () => document.fields.body.insert(0, 'x'),
        () => document.fields.log.push({ n: 1 }),
        () => document.fields.likes.add(1),
        () => document.fields.created.set(1),
        () => document.fields.items.delete('one'),
        () => document.change(() => undefined)
      ]) {
        expect(attempt).toThrow(expect.objectContaining({ code: 'document-read-only' }))
      }
      expect(document.history.undo()).toBe(false)
      void document.close()
      expect(bytesOf(ydoc)).toEqual(before)
    })

    it(`V11 ${what}: read-only when it comes, and open again when it is mended`, () => {
      const writer = bound('ana')
      writer.document.fields.items.create({ name: 'first' }, { id: 'one' })
      const ydoc = loaded(bytesOf(writer.ydoc))
      const here = bound('ben', ydoc)
      here.document.fields.items.get('one')
      const other = loaded(bytesOf(ydoc))
      harm(other)
      send({ ydoc: other }, here)
      expect(here.document.state.get()).toEqual({ kind: 'read-only', why: 'misfit', report })
      if (!mend) return
      mend(other)
      send({ ydoc: other }, here)
      expect(here.document.state.get()).toEqual({ kind: 'open' })
      assertWrites(here)
    })

    if (!mend) continue
    it(`V11 ${what}: opened with it, mended, and written to`, () => {
      const { other, bytes } = harmed(harm)
      const here = bound('ben', loaded(bytes))
      mend(other)
      send({ ydoc: other }, here)
      expect(here.document.state.get()).toEqual({ kind: 'open' })
      assertWrites(here)
    })
  }

  it('V11 of several misfits each is reported', () => {
    const { bytes } = harmed((ydoc) => {
      ydoc.getArray('body').push([1])
      weft(ydoc).set('likes\neve', candidate('5'))
      weft(ydoc).set('title\neve', 7)
    })
    const { state } = sheet.read(loaded(bytes))
    expect(
      state.kind === 'read-only' && state.why === 'misfit' && state.report.map(({ path }) => path)
    ).toEqual([['body'], ['likes'], ['title']])
  })

  it('V10 a candidate of a later layout says to update, and is kept', () => {
    const { bytes } = harmed((ydoc) => weft(ydoc).set('title\neve', [2, 'what it may be']))
    const ydoc = loaded(bytes)
    const { document } = bound('ben', ydoc)
    expect(document.state.get()).toEqual({ kind: 'read-only', why: 'update', needs: null })
    expect(bytesOf(ydoc)).toEqual(bytes)
  })

  it('V11 a record half there is read with its defaults, and what stands of a deleted one is no misfit', () => {
    const { bytes } = harmed((ydoc) => {
      weft(ydoc).delete([...weft(ydoc).keys()].find((key) => key.startsWith('items/one/@')) as string)
      weft(ydoc).set('items/two/name\neve', candidate(5))
    })
    const { state, values } = sheet.read(loaded(bytes))
    expect(state).toEqual({ kind: 'open' })
    expect(values.items).toEqual([{ id: 'one', name: 'first', note: '', log: [] }])
  })

  it('V11 keys of other software beside the candidates are left alone', () => {
    const { bytes } = harmed((ydoc) => weft(ydoc).set('theirs', new Y.Map()))
    const here = bound('ben', loaded(bytes))
    expect(here.document.state.get()).toEqual({ kind: 'open' })
    assertWrites(here)
    expect(here.ydoc.getMap('weft').has('theirs')).toBe(true)
  })
})
