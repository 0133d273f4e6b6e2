// Where a document's edits are, in words: one for each stage that a provider tells, and never more than has happened.

import type { ProviderStatus, ProviderWaitingFor } from '@weft/client'

export interface StatusWords {
  readonly text: string
  /** The colour; the words do not depend on it. */
  readonly tone: 'good' | 'busy' | 'wait' | 'alarm'
}

const waitingFor: Record<ProviderWaitingFor, string> = {
  sending: 'on the way to the relay',
  connection: 'connecting',
  network: 'offline',
  wifi: 'waiting for Wi-Fi',
  relay: 'the relay does not answer',
  'blocked-network': 'this network blocks the relay',
  'sign-in': 'the relay asks for its secret',
  pairing: 'no relay is set'
}

export function statusWords(status: ProviderStatus): StatusWords {
  switch (status.kind) {
    case 'loading':
      return { text: 'Opening…', tone: 'busy' }
    case 'unsaved':
      return { text: 'Saving…', tone: 'busy' }
    case 'saved':
      return { text: savedHere(status.waiting, status.for), tone: 'wait' }
    case 'relayed':
    case 'delivered':
      return onRelay(status.onDevices, status.otherDevices)
    case 'not-saved':
      return { text: `Not saved: ${edits(status.edits)} only in memory (${status.why})`, tone: 'alarm' }
    case 'failed':
      return { text: `Not synced: ${status.message}`, tone: 'alarm' }
    case 'destroyed':
      return { text: 'Closed', tone: 'wait' }
  }
}

/** An empty document has nothing to send, but may lack what others wrote. */
function savedHere(waiting: number, why: ProviderWaitingFor): string {
  if (waiting > 0) return `Saved here, ${edits(waiting)} waiting: ${waitingFor[why]}`
  return why === 'sending' ? 'Saved here' : `Saved here: ${waitingFor[why]}`
}

/** This device is one of those that have it. */
function onRelay(onDevices: number | null, otherDevices: number): StatusWords {
  if (onDevices === null || otherDevices === 0) return { text: 'On the relay', tone: 'good' }
  const text = `On the relay and on ${onDevices + 1} of ${otherDevices + 1} devices`
  return { text, tone: onDevices === otherDevices ? 'good' : 'wait' }
}

const edits = (n: number): string => (n === 1 ? '1 edit' : `${n} edits`)
