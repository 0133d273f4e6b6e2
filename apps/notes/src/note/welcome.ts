// The note that a first run opens into: it explains offline, devices and pairing by being a note itself.
//
// It is made only where nothing is known to exist: no relay, or a relay whose log this device has read to its end,
// and no document. So a device that is paired gets none. Two devices that start at once on an empty relay may both
// make it, therefore it is the same bytes everywhere: a fixed document id, client id, text and time. The second one
// repeats the structs of the first, which adds nothing and which the guard takes for what it is (G5, G6).
// The text below must never change under this client id: another text under it would be a fork. A new text needs a
// new document id and client id.

import * as Y from 'yjs'
import { markCreated, noteText } from './note.js'

export const welcomeId = 'n/welcome'
const welcomeClientId = 1
const welcomeTime = Date.UTC(2025, 0, 1)

/** The same bytes on every device. */
export function welcomeUpdate(): Uint8Array {
  const ydoc = new Y.Doc()
  ydoc.clientID = welcomeClientId
  ydoc.transact(() => {
    noteText(ydoc).insert(0, welcomeText)
    markCreated(ydoc, welcomeTime)
  })
  const update = Y.encodeStateAsUpdate(ydoc)
  ydoc.destroy()
  return update
}

const welcomeText = `# Welcome to Weft Notes

This is a note like any other: change it, or delete it when you have read it.

## It works with no network

Everything you write is **saved on this device first**, in the time of a keystroke. On a train or in a cellar nothing is missing: start the app, write, close it. What you wrote is sent when there is a network again.

## It says where your notes are

The button at the top right always tells the truth:

- *Saved here* – on this device, and nowhere else yet
- *Sent* – also on the relay, the computer where your devices meet
- *On all 3 devices* – and as of when

Press it to see each device, what it has, and what it still lacks.

## Add your phone

1. Open **Devices and sync** at the top right
2. Choose **Add a device**
3. Point the phone’s camera at the code

If two devices change the same note at once, both changes stay. You see each other’s carets while you write.

## Notes are Markdown

Start a line with \`#\` for a heading or \`-\` for a list. Put \`**\` around words to make them **bold**, or press Ctrl + B. Press \`?\` outside of the text for all shortcuts.

- [x] Read the first note
- [ ] Write the second one (Alt + N)
`
