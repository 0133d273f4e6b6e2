// Opens a document of a space.

import type { OpenDocument, Space } from '@weft/client'
import { type Given, type Opened, opening, toOpened } from './opened.js'
import { useOpened } from './use-opened.js'

/**
 * A document that cannot be loaded is `failed`, never empty (D4). One that is rebuilt from the log, after what was set
 * aside of it was discarded, is opened anew: its Y.Doc is another one then (B5). Without an id nothing is opened.
 */
export function useDocument(space: Given<Space<unknown>> | null, id: string | null): Opened<OpenDocument> {
  const given = toOpened(space)
  const owner = given.kind === 'open' && id !== null ? given.value : null
  const open = (): Promise<OpenDocument> => (owner as Space<unknown>).openDocument(id as string)
  const opened = useOpened(owner, id ?? '', open, onDestroyed)
  if (given.kind === 'failed') return given
  return owner ? opened : opening
}

function onDestroyed({ ydoc }: OpenDocument, ended: () => void): void {
  if (ydoc.isDestroyed) ended()
  else ydoc.on('destroy', ended)
}
