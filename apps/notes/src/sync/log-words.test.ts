import type { JournalFact } from '@weft/client'
import { expect, it } from 'vitest'
import { logWords } from './log-words.js'

it('S13 every fact of the log has words', () => {
  const facts: readonly (readonly [JournalFact, string])[] = [
    [{ kind: 'connected', epoch: 'e' }, 'Connected to the relay'],
    [{ kind: 'disconnected', code: 1006, retryInMs: 900 }, 'Connection lost (code 1006), next try in 1 s'],
    [{ kind: 'disconnected', code: 4300, retryInMs: null }, 'Connection lost (code 4300)'],
    [{ kind: 'held', why: 'metered' }, 'Not connecting: this network is metered'],
    [{ kind: 'sent', batch: 7, edits: 1, documents: 1 }, 'Sent 1 edit in 1 note (batch 7)'],
    [{ kind: 'received', edits: 3, documents: 2 }, 'Received 3 edits in 2 notes'],
    [{ kind: 'caught-up', documents: 10 }, 'Caught up: 10 notes stored'],
    [
      { kind: 'refused', document: 'n/a', reason: 'clock-gap' },
      'The relay refused an edit of n/a: clock-gap'
    ],
    [
      { kind: 'new-replica', reason: 'epoch-changed' },
      'This device starts over as a new replica: epoch-changed'
    ],
    [{ kind: 'storage-trouble', code: 'storage-full' }, 'Storage trouble: storage-full'],
    [{ kind: 'storage-recovered' }, 'Storage works again'],
    [{ kind: 'relay-error', code: 'log-full', message: '' }, 'The relay says log-full'],
    [
      { kind: 'unreadable', table: 'chunks', key: '9' },
      'A record cannot be read (chunks 9); it was set aside'
    ]
  ]
  for (const [fact, words] of facts) expect(logWords(fact)).toBe(words)
})
