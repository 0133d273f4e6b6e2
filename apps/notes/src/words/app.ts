// Every text a person reads stands in this folder, ready for translation: here those of the app at large.

import { conflicts, notes } from './numbers.js'

export const words = {
  appName: 'Weft Notes',
  close: 'Close',
  back: 'Back',
  cancel: 'Cancel',

  list: {
    title: 'Notes',
    label: 'Notes, newest first',
    create: 'New note',
    filter: 'Search notes',
    clearFilter: 'Clear the search',
    untitled: 'New note',
    noText: 'No more text',
    reading: 'Reading …',
    yesterday: 'Yesterday',
    due: (day: string) => `Due ${day}`,
    none: 'No notes yet',
    noneHint: 'What you write is kept on this device and sent to your others.',
    noneFetching: 'Your notes are on their way',
    noneFetchingHint: 'They appear here as they arrive.',
    noMatch: (query: string) => `No note has “${query}” in its first lines`,
    conflicts: (n: number) => conflicts(n),
    found: (n: number) => (n === 0 ? 'No note found' : `${notes(n)} found`)
  },

  editor: {
    region: 'Note',
    label: 'Note text',
    placeholder: 'Write anything …',
    task: 'Task done',
    setAside: (edits: string) => `${edits} kept aside, not on the relay`,
    decide: 'Decide',
    contested: 'Changed on several devices at once',
    compare: 'Compare',
    backToList: 'Back to the list',
    more: 'This note',
    remove: 'Delete note',
    download: 'Download as Markdown',
    someone: 'Someone',
    alsoHere: (names: readonly string[]) => `Also here: ${names.join(', ')}`,
    nothingOpen: 'Choose a note, or start a new one',
    nothingOpenHint: 'Alt + N starts a note from anywhere.',
    deletedTitle: 'This note was deleted',
    deletedHint: 'Its text is still here, so it can come back.',
    restore: 'Restore note',
    absentTitle: 'This note is not on this device',
    absentHint: 'If it was written on another device, it opens here as soon as this one has fetched it.',
    brokenTitle: 'This note cannot be opened',
    brokenHint:
      'Nothing was deleted. Part of what this device has stored cannot be read, so the note is not shown rather than shown empty. Other devices that have it are not affected.',
    brokenReason: 'Reason',
    tryAgain: 'Try again'
  },

  toast: {
    deleted: 'Note deleted',
    deleteFailed: 'The note could not be deleted.',
    restored: 'Note restored',
    restoreFailed: 'The note could not be restored.',
    readOnly: 'It can only be read on this device.',
    undo: 'Undo',
    updateReady: 'New version ready',
    updateWaits: 'The new version waits until your last edits are saved',
    reload: 'Reload',
    copied: 'Copied',
    copyFailed: 'The browser did not allow copying',
    deviceRemoved: (name: string) => `${name} was removed`,
    dismiss: 'Dismiss'
  },

  menu: {
    label: 'Menu',
    sync: 'Devices and sync',
    conflicts: 'Conflicts',
    add: 'Add a device',
    log: 'Sync log',
    shortcuts: 'Keyboard shortcuts',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' }
  },

  failure: {
    title: 'Your notes cannot be opened',
    newer: 'They were written by a newer version of this app. Reload to get it; nothing has been changed.',
    storage:
      'The browser does not give access to its storage. Private windows and blocked site data are the usual causes. Nothing was deleted.',
    retry: 'Try again',
    reload: 'Reload',
    reason: 'Reason'
  }
} as const
