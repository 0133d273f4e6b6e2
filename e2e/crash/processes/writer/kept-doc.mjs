// A Y.Doc with a store beside it, as apps of other protocols have one: a file of updates, written before anything is sent.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/** Make it before the provider: handlers of `update` run in the order in which they were added. */
export function openKeptDoc({ folder, own }) {
  const file = join(folder, 'updates')
  const ydoc = new Y.Doc()
  if (existsSync(file)) {
    const decoder = decoding.createDecoder(readFileSync(file))
    while (decoding.hasContent(decoder)) Y.applyUpdate(ydoc, decoding.readVarUint8Array(decoder), file)
  }
  ydoc.on('update', (update, ...event) => {
    appendFileSync(
      file,
      encoding.encode((encoder) => encoding.writeVarUint8Array(encoder, update))
    )
    own.note(...event)
    own.saved(own.last)
  })
  return ydoc
}
