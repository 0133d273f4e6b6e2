// What the status says, on the chip and aloud.
//
// Apart from what only the sheet says, because this is needed at the first sight of the app.

import { devices, edits, notes } from './numbers.js'

const hereAndLater = (n: number): string =>
  n > 0
    ? `${edits(n)} ${n === 1 ? 'is' : 'are'} saved on this device and will be sent later.`
    : 'Everything is saved on this device.'

export const statusPhrases = {
  /** Joins the two parts of the chip. */
  join: (label: string, detail: string | null) => (detail ? `${label} · ${detail}` : label),
  hereAndLater,
  unnamed: 'Unnamed device',

  upToDate: {
    alone: 'Saved and sent',
    both: 'On both devices',
    all: (n: number) => `On all ${devices(n)}`,
    aloneSentence: (when: string) => `Every edit is saved here and on the relay, as of ${when}.`,
    sentence: (when: string) =>
      `Every edit is saved here, on the relay and on your other devices, as of ${when}.`
  },
  syncing: {
    label: 'Syncing',
    sending: (n: number) => `Sending ${edits(n)}`,
    firstSync: 'Fetching your notes',
    catchUp: 'Catching up',
    receiving: 'Receiving',
    of: (done: string, total: string) => `${done} of ${total}`,
    sendingSentence: (n: number) =>
      `${edits(n)} saved here ${n === 1 ? 'is' : 'are'} on the way to the relay.`,
    receivingSentence: 'Edits from your other devices are being stored here.',
    bothSentence: 'Edits are being sent and received.'
  },
  waiting: {
    saved: 'Saved here',
    saving: 'Saving…',
    offline: 'offline',
    offlineSince: (when: string) => `offline since ${when}`,
    waitingEdits: (n: number) => `${edits(n)} waiting`,
    wifi: 'Waiting for Wi-Fi',
    wifiEdits: (n: number) => `${edits(n)} saved here`,
    wifiSince: (when: string) => `since ${when}`,
    noRelay: 'cannot reach relay',
    retrying: 'retrying',
    retryIn: (seconds: number) => `retrying in ${seconds} s`,
    blocked: 'this network blocks the relay',
    alone: 'on this device only',
    connecting: 'connecting',
    signIn: 'Sign in again',
    sent: 'Sent',
    onSome: (have: number, all: number) => `On ${have} of ${all}`,
    oneBehind: (name: string, n: number, exact: boolean) =>
      `${name} is ${exact ? '' : 'at least '}${edits(n)} behind`,
    oneUnknown: (name: string) => `${name} has not fetched it yet`,
    manyBehind: (n: number) => `${devices(n)} are behind`,
    offlineSentence: (when: string, n: number) =>
      `There has been no network since ${when}. ${hereAndLater(n)}`,
    wifiSentence: (when: string, n: number) =>
      `This device syncs over Wi-Fi only, and the network has been metered since ${when}. ${hereAndLater(n)}`,
    relaySentence: (when: string, n: number) =>
      `The relay has not answered since ${when}. ${hereAndLater(n)} The app keeps trying.`,
    blockedSentence: (n: number) =>
      `Something else answers at the relay’s address, such as a sign-in page of this Wi-Fi. ${hereAndLater(n)}`,
    aloneSentence:
      'No relay is set, so there is no copy anywhere else. Add a device to keep your notes in two places.',
    connectingSentence: (n: number) => `Connecting to the relay. ${hereAndLater(n)}`,
    signInSentence: (n: number) => `The relay asks for its secret. ${hereAndLater(n)}`,
    devicesSentence:
      'Every edit is saved here and on the relay. The devices below have not fetched all of it yet.'
  },
  failed: {
    label: 'Not synced',
    tapToRetry: 'tap to retry',
    setAside: (n: number) => `${notes(n)} ${n === 1 ? 'needs' : 'need'} you`,
    setAsideSentence: 'Some edits were not accepted. They are kept on this device until you decide, below.',
    updateNeeded: 'Update needed',
    updateDetail: 'reload to go on syncing',
    updateSentence: (n: number) =>
      `The relay needs a newer version of this app. Reload to get it. ${hereAndLater(n)}`,
    storage: {
      'log-full': 'the relay’s disk is full',
      'log-damaged': 'the relay’s log is damaged',
      'log-unavailable': 'the relay cannot write'
    },
    storageSentence: (why: string, n: number) =>
      `${why}. ${hereAndLater(n)} Whoever runs the relay has to look at it; it goes on by itself afterwards.`,
    link: {
      unreachable: 'the relay does not answer',
      'not-a-relay': 'no relay at this address',
      'sign-in': 'the relay asks for its secret',
      'relay-busy': 'the relay is busy',
      'update-needed': 'a newer version is needed',
      refused: 'the relay refuses this device'
    },
    linkSentence: (why: string, n: number) => `${why}. ${hereAndLater(n)}`
  },
  notSaved: {
    label: 'Not saved',
    why: {
      'storage-full': 'storage is full',
      'storage-blocked': 'another tab blocks the storage',
      'storage-closed': 'the browser closed the storage',
      'storage-unavailable': 'the browser gives no storage',
      'storage-newer': 'a newer version wrote here',
      'storage-failed': 'writing failed'
    },
    todo: {
      'storage-full': 'Make room on this device: empty the bin, or delete files you do not need.',
      'storage-blocked': 'Close the other tabs of this app.',
      'storage-closed': 'The browser closed or cleared this site’s storage.',
      'storage-unavailable': 'Private windows and blocked site data keep apps from storing anything.',
      'storage-newer': 'A newer version of this app wrote here. Download the note, then reload.',
      'storage-failed': 'The browser could not write. The device’s disk may be full or failing.'
    },
    /** Nothing has been lost while the page is open; what it takes to keep it so. */
    sentence: (n: number) => `${edits(n)} ${n === 1 ? 'is' : 'are'} only in this tab. Do not close it.`,
    retry: 'Try again',
    download: 'Download this note'
  },
  announce: {
    offline: 'Offline. What you write is saved on this device.',
    wifi: 'Waiting for Wi-Fi. What you write is saved on this device.',
    noRelay: 'The relay cannot be reached. What you write is saved on this device.',
    back: 'Connected again.',
    signIn: 'Sign in again to go on syncing. What you write is saved on this device.',
    failed: (why: string) => `Syncing stopped: ${why}. What you write is saved on this device.`,
    recovered: 'Syncing again.',
    savedAgain: 'Everything is saved again.',
    allDevices: 'Up to date on all devices.'
  }
} as const
