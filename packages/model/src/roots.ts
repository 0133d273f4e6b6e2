// The root types of a document that belong to its fields. Root types are never made twice: two devices that use one for
// the first time at the same time use the same.

import * as Y from 'yjs'
import { pathText } from './candidates/path.js'

/** Of a field in a record: the records' and the record's names before its own. */
export const rootName = (above: readonly string[], stored: string): string =>
  above.length === 0 ? stored : `${pathText(above)}/${stored}`

export const textRoot = (ydoc: Y.Doc, above: readonly string[], stored: string): Y.Text =>
  docFor(ydoc, rootName(above, stored), 'text').getText(rootName(above, stored))

export const richTextRoot = (ydoc: Y.Doc, above: readonly string[], stored: string): Y.XmlFragment =>
  docFor(ydoc, rootName(above, stored), 'rich-text').getXmlFragment(rootName(above, stored))

export const listRoot = (ydoc: Y.Doc, above: readonly string[], stored: string): Y.Array<unknown> =>
  docFor(ydoc, rootName(above, stored), 'list').getArray(rootName(above, stored))

export const mapRoot = (ydoc: Y.Doc, name: string): Y.Map<unknown> => docFor(ydoc, name, 'map').getMap(name)

/** What is another kind of type stays as it is, and an empty one stands in for it. */
const docFor = (ydoc: Y.Doc, name: string, kind: RootKind): Y.Doc =>
  rootProblem(ydoc, name, kind) === null ? ydoc : new Y.Doc()

/** Whether a transaction put into a text or rich text what such a type does not have, or may have mended it. */
// biome-ignore lint/suspicious/noExplicitAny: Yjs itself has its types so.
export function isForeignChange(transaction: Y.Transaction, type: Y.AbstractType<any>): boolean {
  const kind = type instanceof Y.Text ? 'text' : 'rich-text'
  if ([...(transaction.changed.get(type) ?? [])].some((key) => key !== null)) return true
  const { store } = transaction.doc
  for (const [client, structs] of store.clients) {
    const before = transaction.beforeState.get(client) ?? 0
    if (before === (transaction.afterState.get(client) ?? 0)) continue
    for (const struct of structs.slice(before === 0 ? 0 : Y.findIndexSS(structs, before))) {
      if (!(struct instanceof Y.Item) || struct.parent !== type) continue
      if (!contents[kind].some((one) => struct.content instanceof one)) return true
    }
  }
  return false
}

export type RootKind = 'text' | 'rich-text' | 'list' | 'map'

const classes = { text: Y.Text, 'rich-text': Y.XmlFragment, list: Y.Array, map: Y.Map } as const

/** What each kind of sequence can hold. */
const contents: { readonly [kind in RootKind]: readonly (new (...args: never) => unknown)[] } = {
  text: [Y.ContentString, Y.ContentFormat, Y.ContentEmbed, Y.ContentType],
  'rich-text': [Y.ContentType],
  list: [Y.ContentAny, Y.ContentJSON],
  map: []
}

/** Null when a root type is of this kind, or was never used. Changes nothing. */
export function rootProblem(ydoc: Y.Doc, name: string, kind: RootKind): string | null {
  const type = ydoc.share.get(name)
  if (!type) return null
  // Until it is asked for by its class, what came from elsewhere is of no class.
  if (type.constructor !== Y.AbstractType && !(type instanceof classes[kind])) {
    return `another type of Yjs, where ${article[kind]} is expected`
  }
  for (let item = type._start; item !== null; item = item.right) {
    const { content } = item
    if (item.deleted || contents[kind].some((one) => content instanceof one)) continue
    return `content that ${article[kind]} does not have`
  }
  const hasKeys = [...type._map.values()].some((item) => !item.deleted)
  if (hasKeys && kind !== 'map' && type._start === null) return `a map, where ${article[kind]} is expected`
  return null
}

const article = { text: 'a text', 'rich-text': 'a rich text', list: 'a list', map: 'a map' } as const

/** The values of a list, without asking for it by its class, which would put another type in its place. */
export function listValues(ydoc: Y.Doc, name: string): readonly unknown[] {
  const values: unknown[] = []
  for (let item = ydoc.share.get(name)?._start ?? null; item !== null; item = item.right) {
    if (!item.deleted) values.push(...item.content.getContent())
  }
  return values
}

/** The value of a key in the same way; in a list of its own where there is one. */
export function keyValues(ydoc: Y.Doc, name: string, key: string): readonly unknown[] {
  const item = ydoc.share.get(name)?._map.get(key)
  return item && !item.deleted ? item.content.getContent().slice(-1) : []
}
