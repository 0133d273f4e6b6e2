// What a browser may have to load of Weft: minified and gzipped bytes, without Yjs, lib0 and React, with the reasons.

/**
 * `first` is loaded with the import, `later` when it is needed, at most. `imports` has what the app names; '*' is a
 * whole public face. A budget is what was measured and about three percent: a change that needs more raises it here,
 * and says in `reason` what for. The aims are 25 KB for client and indexeddb, and 4 KB for react.
 */
export const budgets = [
  {
    name: '@weft/base',
    imports: { '@weft/base': '*' },
    first: 870,
    later: 0,
    reason: 'Every package has it, so it stays a closed list below 1 KB.'
  },
  {
    name: '@weft/protocol',
    imports: { '@weft/protocol': '*' },
    first: 5_900,
    later: 0,
    reason:
      'Both sides of every frame. The client has the half of a device; nobody loads all of it in a browser.'
  },
  {
    name: '@weft/yjs-guard',
    imports: { '@weft/yjs-guard': '*' },
    first: 8_800,
    later: 0,
    reason:
      'Works on bytes with a reader of its own, which bounds what it reads. The client loads a part of it, later; what joins structs is for relays.'
  },
  {
    name: '@weft/client',
    imports: { '@weft/client': '*' },
    first: 35_100,
    later: 7_550,
    reason:
      'Both front doors and stores in memory. Later comes what adopting needs: the guard, and the comparison.'
  },
  {
    name: '@weft/indexeddb',
    imports: { '@weft/indexeddb': '*' },
    first: 2_750,
    later: 5_400,
    reason: 'The store. Later comes what reading a database of y-indexeddb needs, the guard above all.'
  },
  {
    name: '@weft/model',
    imports: { '@weft/model': '*' },
    first: 16_500,
    later: 0,
    reason:
      'All kinds of fields, strategies, steps, undo, and the search for what does not fit. What a definition does not use comes along: handles are made by kind.'
  },
  {
    name: '@weft/react',
    imports: { '@weft/react': '*' },
    first: 2_660,
    later: 0,
    reason:
      'Hooks only: two thirds of the aim. Those for typed documents bring no more of the model than its types.'
  },
  {
    name: 'client + indexeddb',
    imports: { '@weft/client': '*', '@weft/indexeddb': '*' },
    first: 37_100,
    later: 9_000,
    reason:
      'More than the aim. All property names made one letter would save 2 KB, and all texts 1 KB: what is left is what it does.'
  },
  {
    name: 'client + indexeddb + react',
    imports: { '@weft/client': '*', '@weft/indexeddb': '*', '@weft/react': '*' },
    first: 39_000,
    later: 9_000,
    reason: 'The two before.'
  },
  {
    name: 'openDevice + indexeddbStores',
    imports: { '@weft/client': ['openDevice'], '@weft/indexeddb': ['indexeddbStores'] },
    first: 33_600,
    later: 7_550,
    reason: 'What an app of many documents has. It shows whether the rest can still be left out.'
  },
  {
    name: 'WeftProvider + indexeddbStores',
    imports: { '@weft/client': ['WeftProvider'], '@weft/indexeddb': ['indexeddbStores'] },
    first: 36_100,
    later: 7_550,
    reason: 'What an app of one document at a time has: the front door stands on openDevice.'
  }
]

/**
 * What lib0 may add to a `first` in an app that has none of it: its encoding, its decoding and SHA-256, which browsers
 * offer on secure pages and as a promise only. With Yjs most of it but SHA-256 is there already.
 */
export const lib0Bytes = 2_900

/** The first load of the notes app: index.html, what it asks for, and the editor that an open note needs. */
export const notesBytes = 250 * 1024
