// The sync log of a space, newest line first.

import type { JournalLine, Space } from '@weft/client'
import { useEffect, useState } from 'react'
import { type Given, openOf } from './opened.js'

/** Null until it has been read. Read again when the state of the space changes; one reading at a time. */
export function useSyncLog(space: Given<Space<unknown>> | null, limit = 500): readonly JournalLine[] | null {
  const open = openOf(space)
  const [read, setRead] = useState<{ of: Space<unknown>; lines: readonly JournalLine[] } | null>(null)
  useEffect(() => {
    if (!open) return
    let left = false
    let reading = false
    let again = false
    const readAll = async (): Promise<void> => {
      again = true
      if (reading) return
      reading = true
      while (again && !left) {
        again = false
        const lines = await open.journal(limit)
        if (!left) setRead({ of: open, lines })
      }
      reading = false
    }
    void readAll()
    const unsubscribe = open.status.subscribe(() => void readAll())
    return () => {
      left = true
      unsubscribe()
    }
  }, [open, limit])
  return read && read.of === open ? read.lines : null
}
