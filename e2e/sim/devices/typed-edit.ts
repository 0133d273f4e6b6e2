// One edit of a typed field, as a person makes it: an addition, a value, or a choice between two that stand side by side.

import type { Random } from '@weft/base'
import type { SeededRandom } from '@weft/base/testing'
import { counter, defineDocument, type ModelTime, manual, register, type Validator } from '@weft/model'
import type * as Y from 'yjs'

const anyText: Validator<string> = {
  '~standard': {
    version: 1,
    vendor: 'sim',
    validate: (value) => (typeof value === 'string' ? { value } : { issues: [{ message: 'no text' }] })
  }
}

const typed = defineDocument({
  name: 'sim',
  version: 1,
  fields: { likes: counter(), title: register(anyText, { strategy: manual() }) }
})

/** What an edit did, for whoever adds up at the end. */
export type TypedDeed =
  | { readonly kind: 'addition'; readonly amount: number; readonly update: Uint8Array }
  /** `seen`: the writes that it took the place of. */
  | {
      readonly kind: 'write'
      readonly id: string
      readonly seen: readonly string[]
      readonly update: Uint8Array
    }

export interface TypedEdit {
  readonly updates: readonly Uint8Array[]
  readonly deed: TypedDeed
}

export interface TypedWriter {
  readonly device: string
  readonly time: ModelTime
  readonly random: SeededRandom & Random
}

/** Every edit is a load of its own, so that one device writes under many names. Undefined when nothing changed. */
export function typedEditOnce(ydoc: Y.Doc, { device, time, random }: TypedWriter): TypedEdit | undefined {
  const updates: Uint8Array[] = []
  const note = (update: Uint8Array): void => void updates.push(update)
  ydoc.on('update', note)
  const document = typed.bind(ydoc, { author: { device }, time, random })
  const { likes, title } = document.fields
  const before = title.sides()
  const [conflict] = document.conflicts.get()
  const amount = 1 + random.below(5)
  const choice = random.float()
  if (choice < 0.5) likes.add(amount)
  else if (conflict && choice < 0.8) document.settle(conflict, { side: random.pick(conflict.sides).id })
  else title.set(`${device} ${random.below(1_000)}`, before)
  const after = title.sides()
  void document.close()
  ydoc.off('update', note)
  const update = updates.at(-1)
  // The same title again.
  if (!update || (choice >= 0.5 && after === before)) return undefined
  if (choice < 0.5) return { updates, deed: { kind: 'addition', amount, update } }
  const id = after.find((side) => !before.some((other) => other.id === side.id))?.id ?? ''
  return { updates, deed: { kind: 'write', id, seen: before.map((side) => side.id), update } }
}

/** What the typed fields of a document say. */
export function readTyped(ydoc: Y.Doc): { readonly sum: number; readonly writes: readonly string[] } {
  const document = typed.bind(ydoc, { author: { device: 'reader' } })
  const { likes, title } = document.fields
  const reading = { sum: likes.get(), writes: title.sides().map(({ id }) => id) }
  void document.close()
  return reading
}
