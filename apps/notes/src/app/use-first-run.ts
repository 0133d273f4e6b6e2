// The first moments of a device: it finds its relay, and where nothing exists yet it makes the welcome note.

import type { Device, Space, SpaceStatus } from '@weft/client'
import { useDocuments, useSignal, useSyncStatus } from '@weft/react'
import { useEffect, useState } from 'react'
import * as Y from 'yjs'
import type { NoteSummary } from '../note/summary.js'
import { goTo, openNote } from './route.js'
import { connectToOrigin } from './start.js'

/** `isJoining`: a pairing link waits for a person's answer, so nothing is decided yet. */
export function useFirstRun(device: Device, space: Space<NoteSummary>, isJoining: boolean): void {
  const hasRelay = useSignal(device.relay, (relay) => relay !== null)
  const [origin, setOrigin] = useState<'asking' | 'relay' | 'none'>('asking')
  useEffect(() => {
    if (isJoining) return
    let left = false
    const ask = async (): Promise<void> => {
      const found = await connectToOrigin(device)
      if (!left) setOrigin(found ? 'relay' : 'none')
    }
    void ask()
    window.addEventListener('online', ask)
    return () => {
      left = true
      window.removeEventListener('online', ask)
    }
  }, [device, isJoining])

  const isEmpty = useDocuments(space, (items) => items.length === 0)
  const isAtHead = useSyncStatus(space, isAtTheHead)
  const isKnownEmpty = isEmpty && !isJoining && (hasRelay ? isAtHead : origin === 'none')
  useEffect(() => {
    // Where it cannot be made (the network went just now), the next start makes it.
    if (isKnownEmpty) void makeWelcomeNote(space).catch(() => {})
  }, [isKnownEmpty, space])
}

/** Everything that the relay has is here: only then "no document" is a fact about the space and not about us. */
const isAtTheHead = (status: SpaceStatus): boolean =>
  status.kind === 'up-to-date' || (status.kind === 'waiting' && status.for === 'devices')

async function makeWelcomeNote(space: Space<NoteSummary>): Promise<void> {
  // Needed once in the life of a space, so it is no part of the first load.
  const { welcomeId, welcomeUpdate } = await import('../note/welcome.js')
  const note = await space.openDocument(welcomeId)
  try {
    Y.applyUpdate(note.ydoc, welcomeUpdate())
  } finally {
    await note.close()
  }
  if (openNote.get() === null && location.pathname === '/') goTo(welcomeId, 'replace')
}
