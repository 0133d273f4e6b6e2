// Opens a front door's document: device, space and Y.Doc together, again and again while the store is in trouble.

import { systemClock } from '@weft/base'
import type { Awareness } from 'y-protocols/awareness'
import type { DocumentFact, OpenDocument } from '../document/document.js'
import { StoreError } from '../store/port.js'
import type { WeftProviderOptions } from './provider.js'
import { type SharedSpace, shareSpace } from './shared-spaces.js'

export interface Provided extends SharedSpace {
  readonly document: OpenDocument
}

export interface OpenProvidedOptions {
  readonly options: WeftProviderOptions
  readonly awareness: Awareness
  readonly told: (fact: DocumentFact) => void
  /** A try failed. */
  readonly failed: (error: unknown) => void
  /** Whether another try would be for nothing. */
  readonly isEnding: () => boolean
}

/** A store that could not be opened may be free again, or the disk have room. */
const retryMs = 2_000

/** Rejects with what no further try would mend, or with the last error once it is ending. Nothing is held then. */
export async function openProvided(opening: OpenProvidedOptions): Promise<Provided> {
  const { clock = systemClock } = opening.options
  for (;;) {
    try {
      return await openOnce(opening)
    } catch (error) {
      opening.failed(error)
      if (!isPassing(error) || opening.isEnding()) throw error
      await new Promise<void>((resolve) => clock.after(retryMs, resolve))
      if (opening.isEnding()) throw error
    }
  }
}

async function openOnce({ options, awareness, told }: OpenProvidedOptions): Promise<Provided> {
  const { url, token, space, connect = true, doc, document: id, awareness: _, ...device } = options
  const shared = await shareSpace({ ...device, url, token, space, connect })
  try {
    return { ...shared, document: await shared.space.openDocument(id, { ydoc: doc, awareness, told }) }
  } catch (error) {
    await shared.release()
    throw error
  }
}

/** Another tab, a full disk, or a closed database. */
function isPassing(error: unknown): boolean {
  return error instanceof StoreError && error.code !== 'storage-newer' && error.code !== 'storage-unavailable'
}
