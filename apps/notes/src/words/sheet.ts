// What only the sheet says: devices, the sync log, and what waits for a decision.

import { count, edits, notes } from './numbers.js'

export const sheetWords = {
  device: {
    self: 'This device',
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
    webClient: 'Web client',
    liveOnly: 'Live only: it gets edits while it is connected; what it keeps of them is unknown',
    liveOnlyGone: 'Live only: what it kept is unknown',
    unknownThere: (when: string) => `What was written there since ${when} is unknown`,
    inactive: 'Inactive',
    openIt: 'Open it to catch up',
    mayBeCleared: 'Its browser may clear its storage',
    version: (version: string) => `Version ${version}`,
    /** On one line. */
    noteFormat: (version: number) => `Note\u00a0format\u00a0${version}`
  },
  log: {
    connected: 'Connected to the relay',
    metered: 'Not connecting: this network is metered',
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
    syncAnyway: 'Sync now anyway',
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
    network: 'Network',
    wifiOnly: 'Sync over Wi-Fi only',
    metered: 'This network is metered: mobile data, or your browser saves data on it.',
    unmetered: 'This network is not metered.',
    unknownNetwork:
      'This browser does not tell which networks are metered, so this device syncs over every one.',
    storage: 'Storage',
    persistent: 'The browser keeps this app’s storage until you remove it.',
    mayBeCleared:
      'The browser may clear this app’s storage: when the device runs low on space, and when this is a private window and it is closed.',
    unknownStorage: 'The browser does not say whether it keeps this app’s storage.',
    askPersistent: 'Ask the browser to keep it',
    refusedPersistent:
      'The browser did not promise it. Installing the app usually helps; in a private window nothing does.',
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
    fetch: 'Take the relay’s copy',
    fetchSure: 'Replace what is here?',
    problem: (why: string) => `That could not be done: ${why}. Nothing was changed.`,
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
