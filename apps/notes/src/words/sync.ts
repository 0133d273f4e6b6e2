// What status, devices and the sync log say.

import { count, devices, edits, notes } from './numbers.js'

const hereAndLater = (n: number): string =>
  n > 0
    ? `${edits(n)} ${n === 1 ? 'is' : 'are'} saved on this device and will be sent later.`
    : 'Everything is saved on this device.'

export const syncWords = {
  /** Joins the two parts of the chip. */
  join: (label: string, detail: string | null) => (detail ? `${label} · ${detail}` : label),
  hereAndLater,

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
    offline: 'offline',
    offlineSince: (when: string) => `offline since ${when}`,
    waitingEdits: (n: number) => `${edits(n)} waiting`,
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
    noRelay: 'The relay cannot be reached. What you write is saved on this device.',
    back: 'Connected again.',
    signIn: 'Sign in again to go on syncing. What you write is saved on this device.',
    failed: (why: string) => `Syncing stopped: ${why}. What you write is saved on this device.`,
    recovered: 'Syncing again.',
    savedAgain: 'Everything is saved again.',
    allDevices: 'Up to date on all devices.'
  },
  device: {
    self: 'This device',
    unnamed: 'Unnamed device',
    connected: 'Connected',
    heard: (when: string) => `Last heard from ${when}`,
    neverHeard: 'Never heard from',
    hasAllSelf: (when: string) => `Has everything, as of ${when}`,
    hasAll: (when: string) => `Has all of your edits, as of ${when}`,
    behind: (n: number, exact: boolean, inNotes: number, since: string) =>
      `${exact ? '' : 'At least '}${edits(n)} behind (in ${notes(inNotes)}) since ${since}`,
    asOf: (when: string) => `as of ${when}`,
    unknown: 'Not known yet',
    unknownSelf: (when: string) => `May lack what was written elsewhere since ${when}`,
    unknownSince: (when: string) => `Unknown, not heard from since ${when}`,
    waitingHere: (n: number) => `${edits(n)} made here ${n === 1 ? 'waits' : 'wait'} to be sent`,
    waitingThere: (n: number, when: string) =>
      `${edits(n)} made there ${n === 1 ? 'has' : 'have'} not arrived, as of ${when}`,
    unknownThere: (when: string) => `What was written there since ${when} is unknown`,
    inactive: 'Inactive',
    openIt: 'Open it to catch up',
    mayBeCleared: 'Its browser may clear its storage',
    version: (version: string) => `Version ${version}`
  },
  log: {
    connected: 'Connected to the relay',
    disconnected: (code: number) => `Connection lost (code ${code})`,
    retryIn: (seconds: number) => `next try in ${seconds} s`,
    sent: (n: number, inNotes: number, batch: number) =>
      `Sent ${edits(n)} in ${notes(inNotes)} (batch ${batch})`,
    received: (n: number, inNotes: number) => `Received ${edits(n)} in ${notes(inNotes)}`,
    caughtUp: (n: number) => `Caught up: ${notes(n)} stored`,
    refused: (document: string, reason: string) => `The relay refused an edit of ${document}: ${reason}`,
    newReplica: (reason: string) => `This device starts over as a new replica: ${reason}`,
    storageTrouble: (code: string) => `Storage trouble: ${code}`,
    storageRecovered: 'Storage works again',
    relayError: (code: string, message: string) => `The relay says ${code}${message ? `: ${message}` : ''}`,
    unreadable: (table: string, key: string) => `A record cannot be read (${table} ${key}); it was set aside`
  },
  sheet: {
    title: 'Devices and sync',
    retry: 'Retry now',
    thisNote: 'This note',
    allNotes: 'All notes',
    relay: 'Relay',
    devices: 'Devices',
    savedHere: 'Saved on this device',
    notSavedHere: (n: number) => `${edits(n)} not saved yet`,
    onRelay: 'On the relay',
    notOnRelay: 'Not confirmed by the relay yet',
    waitsForRelay: (n: number) => `${edits(n)} ${n === 1 ? 'waits' : 'wait'} to be sent`,
    setAside: (n: number) => `${edits(n)} kept aside, not on the relay`,
    onAllOthers: (n: number) => (n === 1 ? 'On your other device' : `On your ${count(n, 'other device')}`),
    onSomeOthers: (have: number, all: number) => `On ${have} of ${count(all, 'other device')}`,
    noOthers: 'No other device yet',
    othersUnknown: 'Other devices: not known yet',
    countNotes: (n: number) => notes(n),
    waitingIn: (n: number, inNotes: number, since: string) =>
      `${edits(n)} in ${notes(inNotes)} waiting to be sent, since ${since}`,
    allSent: 'Every edit is on the relay',
    allSaved: 'Every edit is saved on this device',
    relayNone: 'No relay is set',
    relayConnected: (when: string) => `Connected since ${when}`,
    relayConnecting: 'Connecting',
    relayTrouble: (why: string, when: string) => `${why}, since ${when}`,
    relayNext: (seconds: number) => `Next try in ${seconds} s`,
    rename: 'Rename',
    renameLabel: 'Name of this device',
    saveName: 'Save',
    remove: (name: string) => `Remove ${name}`,
    removeAsk: (name: string) =>
      `Remove ${name} from this list? Its notes stay on it; if it is used again it comes back as a new row.`,
    removeYes: 'Remove',
    removeFailed: 'This needs a connection to the relay.',
    storage: 'Storage',
    persistent: 'The browser keeps this app’s storage until you remove it.',
    mayBeCleared: 'The browser may clear this app’s storage when the device runs low on space.',
    unknownStorage: 'The browser does not say whether it keeps this app’s storage.',
    askPersistent: 'Ask the browser to keep it',
    refusedPersistent: 'The browser did not promise it. Installing the app usually helps.',
    used: (used: string) => `${used} used.`,
    add: 'Add a device',
    log: 'Sync log',
    copy: 'Copy diagnostics',
    copyHint: 'Counts, states and versions. No text of any note, no secret.'
  },
  setAside: {
    title: 'Needs your decision',
    unreadable: 'Part of what this device stored for it cannot be read.',
    refused: (reason: string) => `The relay did not accept ${reason === '' ? 'it' : `it (${reason})`}.`,
    body: (n: number, when: string) => `${edits(n)}, set aside ${when}. Kept on this device.`,
    keep: 'Keep mine again',
    keepHint: 'Sends your version again as new edits.',
    discard: 'Discard',
    discardHint: 'Shows the note as the relay has it.',
    sure: 'Discard for good?',
    open: 'Open'
  },
  logView: {
    title: 'Sync log',
    today: 'Today',
    all: 'All',
    troubles: 'Troubles',
    filter: 'Show',
    none: 'Nothing yet',
    noTroubles: 'No troubles in the last 30 days',
    kept: 'Kept on this device for 30 days. No text of any note.'
  }
} as const
