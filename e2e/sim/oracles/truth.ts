// What the relay's log holds, document by document: kept up incrementally, so that it may be asked after every step.

import { entryKind } from '@weft/protocol'
import type { Log } from '@weft/relay/log'
import * as Y from 'yjs'

export interface Truth {
  /** The document as a fresh device would get it. Not to be changed. */
  document(space: string, document: string): Promise<Y.Doc>
  /** Another log: all is read anew. */
  forget(): void
}

interface Kept {
  readonly ydoc: Y.Doc
  position: number
}

export function createTruth(log: () => Log): Truth {
  const kept = new Map<string, Kept>()
  return {
    document: async (space, document) => {
      const key = `${space} ${document}`
      const known = kept.get(key) ?? { ydoc: new Y.Doc(), position: 0 }
      kept.set(key, known)
      const stored = await log().readDocument(space, document)
      const snapshot = stored?.snapshot
      if (snapshot && snapshot.position > known.position) {
        const { kind, payload, position } = snapshot
        if (kind === entryKind.stateV2) Y.applyUpdateV2(known.ydoc, payload)
        else Y.applyUpdate(known.ydoc, payload)
        known.position = position
      }
      for (const { position, kind, payload } of stored?.entries ?? []) {
        if (position <= known.position || !payload || kind > entryKind.adoption) continue
        Y.applyUpdate(known.ydoc, payload)
        known.position = position
      }
      return known.ydoc
    },
    forget: () => kept.clear()
  }
}
