// What the sync log says of the store: each trouble has its end there too (S13).

import type { SaveQueue } from '../document/save-queue.js'
import type { JournalStore } from './journal-store.js'

type Log = Pick<JournalStore, 'note'>

/** Writes that fail, and the one that succeeds again. Returns how to stop. */
export const noteTrouble = (log: Log, { trouble }: Pick<SaveQueue, 'trouble'>): (() => void) =>
  trouble.subscribe((now) => {
    if (now) log.note({ kind: 'storage-trouble', code: now.code }, 'trouble')
    else noteRecovery(log)
  })

/** A store that was emptied works again when what is open was saved into it. */
export function noteEviction(log: Log, { trouble, flush }: Pick<SaveQueue, 'trouble' | 'flush'>): void {
  log.note({ kind: 'storage-trouble', code: 'storage-evicted' }, 'trouble')
  // Else the trouble that there is already, or comes of this, tells its own end.
  if (trouble.get() !== null) return
  flush().then(
    () => noteRecovery(log),
    () => undefined
  )
}

const noteRecovery = (log: Log): void => log.note({ kind: 'storage-recovered' }, 'note')
