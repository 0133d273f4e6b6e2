// A line of the sync log in words (S13).

import type { JournalFact } from '@weft/client'
import { sheetWords } from '../words/sheet.js'

export function logWords(fact: JournalFact): string {
  const say = sheetWords.log
  switch (fact.kind) {
    case 'connected':
      return say.connected
    case 'disconnected':
      return fact.retryInMs === null
        ? say.disconnected(fact.code)
        : `${say.disconnected(fact.code)}, ${say.retryIn(Math.ceil(fact.retryInMs / 1000))}`
    case 'held':
      return say.metered
    case 'sent':
      return say.sent(fact.edits, fact.documents, fact.batch)
    case 'received':
      return say.received(fact.edits, fact.documents)
    case 'caught-up':
      return say.caughtUp(fact.documents)
    case 'refused':
      return say.refused(fact.document, fact.reason)
    case 'new-replica':
      return say.newReplica(fact.reason)
    case 'storage-trouble':
      return say.storageTrouble(fact.code)
    case 'storage-recovered':
      return say.storageRecovered
    case 'relay-error':
      return say.relayError(fact.code, fact.message)
    case 'unreadable':
      return say.unreadable(fact.table, fact.key)
  }
}
