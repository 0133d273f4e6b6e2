// Holds what writers were told against a document: what of it is not there.

import type { DocumentState, Made, Range, Writer } from './writer.js'

/**
 * A text for each edit in the set (`saved` or `kept`) of which something is not in the document: its structs, what it
 * deleted, or a mark of it that nobody deleted.
 */
export function missingFrom(
  { vector, deletes, text }: DocumentState,
  writers: readonly Writer[],
  told: 'saved' | 'kept'
): string[] {
  const clocks = new Map(vector)
  const deleted = new Map(deletes)
  const deletedBySomebody = rangesByClient(writers.flatMap(({ made }) => [...made.values()]))
  const isDeleted = ([client, clock, length]: Range): boolean =>
    (deleted.get(client) ?? []).some(([from, long]) => from <= clock && clock + length <= from + long)
  const missing: string[] = []
  for (const writer of writers) {
    for (const number of writer[told]) {
      const edit = writer.made.get(number)
      if (!edit) throw new Error(`${writer.name} was told ${told} of edit ${number}, which it did not make`)
      const { client, from, to, marks } = edit
      const what = [
        ...((clocks.get(client) ?? 0) < to ? ['structs'] : []),
        ...edit.deletes.filter((range) => !isDeleted(range)).map((range) => `deletion of ${range}`),
        ...(deletedBySomebody(client, from, to) ? [] : marks.filter((mark) => !text.includes(mark)))
      ]
      if (what.length > 0) missing.push(`${told} edit ${number} of ${writer.name}: ${what.join(', ')}`)
    }
  }
  return missing
}

/** Edits that were made and not told. */
export function untold(writers: readonly Writer[], told: 'saved' | 'kept'): string[] {
  return writers.flatMap((writer) =>
    [...writer.made.keys()].filter((number) => !writer[told].has(number)).map((n) => `${writer.name} ${n}`)
  )
}

/** Names what differs from the first of the documents. */
export function differences(
  found: readonly { readonly name: string; readonly document: DocumentState }[]
): string[] {
  const [first, ...others] = found
  if (!first) return []
  return others.flatMap(({ name, document }) =>
    (Object.keys(document) as (keyof DocumentState)[])
      .filter((part) => JSON.stringify(document[part]) !== JSON.stringify(first.document[part]))
      .map((part) => `${part} of ${name} and ${first.name}`)
  )
}

function rangesByClient(edits: readonly Made[]): (client: number, from: number, to: number) => boolean {
  const ranges = new Map<number, (readonly [from: number, to: number])[]>()
  for (const [client, clock, length] of edits.flatMap(({ deletes }) => deletes)) {
    const ofClient = ranges.get(client) ?? []
    ofClient.push([clock, clock + length])
    ranges.set(client, ofClient)
  }
  return (client, from, to) => (ranges.get(client) ?? []).some(([start, end]) => start < to && from < end)
}
