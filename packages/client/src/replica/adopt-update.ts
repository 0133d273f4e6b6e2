// A state that lived elsewhere into a document: checked, and saved as far as the document lacks it (F10).

import { DocumentError } from '../document/document.js'
import type { Draft } from './draft.js'
import { mergePayloads } from './payloads.js'
import { readDocuments } from './read-content.js'
import { remainderOf } from './remainder.js'
import { saveEdits } from './save-edits.js'

/**
 * In the draft's one transaction, so that nothing the document gets meanwhile is doubled. Gives what was saved, or
 * undefined when the document holds all of it. Throws DocumentError, and has then changed nothing.
 */
export async function adoptUpdate(
  draft: Draft,
  document: string,
  update: Uint8Array,
  time: number
): Promise<Uint8Array | undefined> {
  const [content] = await readDocuments(draft.memory, draft.tx, [document])
  if (!content || content.unreadable !== null) {
    throw new DocumentError('document-unreadable', `${document} cannot be read: ${content?.unreadable}`)
  }
  const remainder = remainderOf(document, update, mergePayloads(content.payloads))
  if (remainder.kind === 'nothing') return undefined
  if (remainder.kind === 'refused') {
    const { code, message } = remainder.refusal
    throw new DocumentError(code, `the update cannot become a part of ${document}: ${message}`)
  }
  const edit = {
    document,
    update: remainder.update,
    replica: draft.state.replica,
    origin: 'adoption'
  } as const
  saveEdits(draft, [edit], time)
  return remainder.update
}
