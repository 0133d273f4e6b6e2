// What changed in a document, as the app names its places.

import type * as Y from 'yjs'
import { parsePath } from '../candidates/path.js'
import { type CompiledFields, ownFields } from '../fields/compile.js'
import { isOwnType } from '../fields/field.js'
import type { PlaceOf } from '../fields/place-of.js'

export interface Change {
  /** Such as `['title']`, `['tasks', id]` for a record that came, moved or went, or `['tasks', id, 'due']`. */
  readonly path: readonly string[]
  /** `here`: in this Y.Doc, by the app or an editor; `elsewhere`: it came in. */
  readonly by: 'here' | 'elsewhere'
}

/** Gives the paths of the texts, rich texts, lists and keys of maps that a transaction changed. */
export function createRootWatch(
  ydoc: Y.Doc,
  fields: CompiledFields,
  placeOf: PlaceOf
): (transaction: Y.Transaction) => readonly (readonly string[])[] {
  // Looking for a type's name goes through all of them, and one that is typed into is asked for again and again.
  const nameByType = new WeakMap<object, string>()
  const nameOf = (type: object): string | undefined => {
    const known = nameByType.get(type)
    if (known !== undefined) return known
    for (const [name, one] of ydoc.share) {
      if (one !== type) continue
      nameByType.set(type, name)
      return name
    }
    return undefined
  }
  return (transaction) =>
    [...new Set([...transaction.changed.keys()].map(rootOf))].flatMap((type) => {
      const name = nameOf(type)
      return name === undefined
        ? []
        : saidRoot(fields, placeOf, name, transaction.changed.get(type) ?? new Set())
    })
}

/** Yjs itself tells parents of what changed only where somebody has asked for the root type already. */
// biome-ignore lint/suspicious/noExplicitAny: Yjs itself has its types so.
function rootOf(type: Y.AbstractType<any>): Y.AbstractType<any> {
  let root = type
  // biome-ignore lint/suspicious/noExplicitAny: the parent of an item that is in a document is a type.
  while (root._item !== null) root = root._item.parent as Y.AbstractType<any>
  return root
}

/** Of a map, the fields that are among its changed keys. */
function saidRoot(
  fields: CompiledFields,
  placeOf: PlaceOf,
  name: string,
  keys: ReadonlySet<string | null>
): readonly (readonly string[])[] {
  const said: (readonly string[])[] = []
  for (const one of ownFields(fields)) {
    if (one.kind === 'records') continue
    const { field, stored, path } = one
    if (
      field.kind === 'map-key'
        ? field.map === name && keys.has(field.key)
        : stored === name && isOwnType(field)
    ) {
      said.push(path)
    }
  }
  const inRecord = parsePath(name)
  const inner = inRecord.length === 3 ? placeOf(inRecord) : undefined
  return inner?.field && isOwnType(inner.field.field) ? [...said, inner.said] : said
}
