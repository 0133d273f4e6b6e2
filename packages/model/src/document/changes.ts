// What changed in a document, as the app names its places.

import type { CompiledFields } from '../fields/compile.js'
import { ownFields } from '../fields/compile.js'

export interface Change {
  /** Such as `['title']`, `['tasks', id]` for a record that came, moved or went, or `['tasks', id, 'due']`. */
  readonly path: readonly string[]
  /** `here`: in this Y.Doc, by the app or an editor; `elsewhere`: it came in. */
  readonly by: 'here' | 'elsewhere'
}

/** Undefined for what this version of the schema has no name for. */
export function saidPath(fields: CompiledFields, stored: readonly string[]): readonly string[] | undefined {
  for (const one of ownFields(fields)) {
    if (one.stored !== stored[0]) continue
    if (one.kind === 'field') return one.path
    const [, id, inner] = stored
    if (id === undefined) return one.path
    const field = [...ownFields(one.fields)].find((candidate) => candidate.stored === inner)
    return field ? [...one.path, id, field.path.at(-1) as string] : [...one.path, id]
  }
  return undefined
}
