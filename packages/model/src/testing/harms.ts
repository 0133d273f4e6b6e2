// What other software can do to a document that its schema does not know, how it is reported, and what mends it.

import * as Y from 'yjs'
import * as z from 'zod'
import { defineDocument } from '../define-document.js'
import { counter, list, mapKey, order, records, register, richText, set, text } from '../fields/field.js'
import { manual } from '../strategies.js'
import { createReplica, send } from './replicas.js'

export const sheet = defineDocument({
  name: 'sheet',
  version: 1,
  fields: {
    body: text(),
    page: richText(),
    title: register(z.string(), { strategy: manual() }),
    tags: set(z.string()),
    things: set(z.object({ a: z.number(), b: z.number() })),
    log: list(z.object({ n: z.number() })),
    steps: order(z.string()),
    likes: counter(),
    items: records({ name: register(z.string()), note: text(), log: list(z.number()) }),
    created: mapKey('meta', 'created', z.number())
  }
})

/** What other software does to a document that this schema does not know. */
export type Harm = (ydoc: Y.Doc) => void

export const weft = (ydoc: Y.Doc): Y.Map<unknown> => ydoc.getMap('weft')
export const candidate = (value: unknown): unknown => [1, 1, 0, 0, 'eve', [1, value], [], null, null]
const withProto = (): unknown => {
  // As lib0 reads it from the wire: the key sets the prototype.
  const value: Record<string, unknown> = { n: 1 }
  Object.defineProperty(value, '__proto__', { value: { admin: true }, enumerable: true })
  return value
}
const deep = (levels: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = [value]
  return value
}

interface Case {
  readonly what: string
  readonly harm: Harm
  readonly mend: Harm | null
  /** What is reported. A problem that is null is told by the validator in its own words. */
  readonly report: readonly { readonly path: readonly string[]; readonly problem: string | null }[]
}

const clear =
  (root: string, length = 1): Harm =>
  (ydoc) =>
    ydoc.getArray(root).delete(0, length)
const drop =
  (key: string): Harm =>
  (ydoc) =>
    weft(ydoc).delete(key)

const inWeft = (
  what: string,
  key: string,
  value: unknown,
  path: readonly string[],
  problem: string | null = null
): Case => ({
  what,
  harm: (ydoc) => weft(ydoc).set(key, value),
  mend: drop(key),
  report: [{ path, problem }]
})

export const harms: readonly Case[] = [
  {
    what: 'a list in the place of a text',
    harm: (ydoc) => ydoc.getArray('body').push([1]),
    mend: clear('body'),
    report: [{ path: ['body'], problem: 'content that a text does not have' }]
  },
  {
    what: 'a map in the place of a text',
    harm: (ydoc) => ydoc.getMap('body').set('a', 1),
    mend: (ydoc) => ydoc.getMap('body').delete('a'),
    report: [{ path: ['body'], problem: 'a map, where a text is expected' }]
  },
  {
    what: 'a text in the place of a rich text',
    harm: (ydoc) => ydoc.getText('page').insert(0, 'a'),
    mend: (ydoc) => ydoc.getText('page').delete(0, 1),
    report: [{ path: ['page'], problem: 'content that a rich text does not have' }]
  },
  {
    what: 'a text in the place of a list',
    harm: (ydoc) => ydoc.getText('log').insert(0, 'a'),
    mend: (ydoc) => ydoc.getText('log').delete(0, 1),
    report: [{ path: ['log'], problem: 'content that a list does not have' }]
  },
  {
    what: 'a shared type in a list',
    harm: (ydoc) => ydoc.getArray('log').push([new Y.Map()]),
    mend: clear('log'),
    report: [{ path: ['log'], problem: 'content that a list does not have' }]
  },
  {
    what: 'bytes in a list',
    harm: (ydoc) => ydoc.getArray('log').push([new Uint8Array(2)]),
    mend: clear('log'),
    report: [{ path: ['log'], problem: 'content that a list does not have' }]
  },
  {
    what: 'a value of another type in a list',
    harm: (ydoc) => ydoc.getArray('log').push([{ n: 1 }, { n: 'x' }]),
    mend: clear('log', 2),
    report: [{ path: ['log', '1'], problem: null }]
  },
  {
    what: 'a value with another prototype in a list',
    harm: (ydoc) => ydoc.getArray('log').push([withProto()]),
    mend: clear('log'),
    report: [{ path: ['log', '0'], problem: 'a value that is no JSON' }]
  },
  {
    what: 'a list in the place of the candidates',
    harm: (ydoc) => ydoc.getArray('weft').push([1]),
    mend: clear('weft'),
    report: [{ path: ['weft'], problem: 'content that a map does not have' }]
  },
  {
    what: 'a text in the place of a map that has a key',
    harm: (ydoc) => ydoc.getText('meta').insert(0, 'a'),
    mend: (ydoc) => ydoc.getText('meta').delete(0, 1),
    report: [{ path: ['created'], problem: 'content that a map does not have' }]
  },
  {
    what: 'a shared type under a key of a map',
    harm: (ydoc) => ydoc.getMap('meta').set('created', new Y.Text('x')),
    mend: (ydoc) => ydoc.getMap('meta').delete('created'),
    report: [{ path: ['created'], problem: 'a value that is no JSON' }]
  },
  {
    what: 'another value under a key of a map',
    harm: (ydoc) => ydoc.getMap('meta').set('created', 'today'),
    mend: (ydoc) => ydoc.getMap('meta').delete('created'),
    report: [{ path: ['created'], problem: null }]
  },
  inWeft('no list as a candidate', 'title\neve', 'x', ['title'], 'no candidate'),
  inWeft('an empty list as a candidate', 'title\neve', [], ['title'], 'no candidate'),
  inWeft('a candidate with nothing in it', 'title\neve', [1], ['title'], 'a candidate without its time'),
  inWeft(
    'a candidate before the first time',
    'title\neve',
    [1, 1, -1, 0, 'eve', [], [], null, null],
    ['title'],
    'a candidate without its time'
  ),
  inWeft(
    'a candidate without author',
    'title\neve',
    [1, 1, 0, 0, null, [], [], null, null],
    ['title'],
    'a candidate without its author'
  ),
  inWeft(
    'a candidate with half a form',
    'title\neve',
    [1, 1, 0, 0, 'eve', [1], [], null, null],
    ['title'],
    'a candidate whose forms are none'
  ),
  inWeft(
    'a candidate with forms that fall',
    'title\neve',
    [1, 1, 0, 0, 'eve', [2, 'a', 1, 'a'], [], null, null],
    ['title'],
    'a candidate whose forms are none'
  ),
  inWeft(
    'a candidate that replaces numbers',
    'title\neve',
    [1, 1, 0, 0, 'eve', [], [4], null, null],
    ['title'],
    'a candidate that does not say what it replaces'
  ),
  inWeft('another prototype in a candidate', 'title\neve', candidate(withProto()), ['title'], 'no candidate'),
  inWeft('a candidate of 60 levels', 'title\neve', candidate(deep(60)), ['title'], 'no candidate'),
  inWeft(
    'a corrected time that is none',
    'title\neve~1',
    [1, 'x', 0],
    ['title'],
    'a corrected time that is none'
  ),
  inWeft('a number in a register of strings', 'title\neve', candidate(5), ['title']),
  inWeft('a sum that is a text', 'likes\neve', candidate('5'), ['likes'], 'a sum that is no whole number'),
  inWeft('a sum that is a half', 'likes\neve', candidate(0.5), ['likes'], 'a sum that is no whole number'),
  inWeft(
    'a member that is no JSON',
    'tags/{\neve',
    candidate(null),
    ['tags', '{'],
    'a member that is no JSON'
  ),
  inWeft('a member of another type', 'tags/5\neve', candidate(null), ['tags', '5']),
  inWeft('a member that is not written as members are', 'things/{"b":1,"a":2}\neve', candidate(null), [
    'things',
    '{"b":1,"a":2}'
  ]),
  inWeft(
    'a member __proto__',
    'things/{"__proto__":{"c":1},"a":1,"b":2}\neve',
    candidate(null),
    ['things', '{"__proto__":{"c":1},"a":1,"b":2}'],
    'a value that is no JSON'
  ),
  inWeft('a value in an order that is none of its', 'steps/5\neve', candidate('a0'), ['steps', '5']),
  inWeft('a place that is none', 'steps/"a"\neve', candidate(5), ['steps', '"a"']),
  inWeft('a place of a record that is none', 'items/one/@\neve', candidate(5), ['items', 'one']),
  inWeft('a number in a record', 'items/one/name\neve', candidate(5), ['items', 'one', 'name']),
  {
    what: 'a list in the place of a record’s text',
    harm: (ydoc) => ydoc.getArray('items/one/note').push([1]),
    mend: clear('items/one/note'),
    report: [{ path: ['items', 'one', 'note'], problem: 'content that a text does not have' }]
  },
  {
    what: 'wrong values in a record’s list',
    harm: (ydoc) => ydoc.getArray('items/one/log').push(['x']),
    mend: clear('items/one/log'),
    report: [{ path: ['items', 'one', 'log', '0'], problem: null }]
  },
  {
    ...inWeft('another schema’s mark', 'schema:other:1', 1, [], 'a document of the schema other')
  }
]

export const bytesOf = (ydoc: Y.Doc): Uint8Array => Y.encodeStateAsUpdate(ydoc)

/** A document with a record, and what other software made of it, as it comes from a store. */
export function harmed(harm: Harm): { readonly other: Y.Doc; readonly bytes: Uint8Array } {
  const { document, ydoc } = bound('ana')
  document.fields.items.create({ name: 'first' }, { id: 'one' })
  const other = new Y.Doc()
  send({ ydoc }, { ydoc: other })
  harm(other)
  return { other, bytes: bytesOf(other) }
}

export const bound = (device: string, ydoc?: Y.Doc) => createReplica(sheet, device, ydoc ? { ydoc } : {})

export function loaded(bytes: Uint8Array): Y.Doc {
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, bytes)
  return ydoc
}
