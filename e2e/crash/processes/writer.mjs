// A process that edits one document at random through a client of one kind, and says at once what that client showed of it.
//
// argv[2]: JSON { kind, url, space, document, name, folder, seed, everyMs }. `kind` is `yjs`, `yjs-tabs`, `hocuspocus`
// or `weft`.
// Commands on stdin, a line each: `edit`, `hurry` (some edits without a pause), `rest`, `connect`, `disconnect`, `state`.
// Lines on stdout, each a JSON array that begins with a word: `made` a transaction (writer/own-edits.mjs), `saved` and
// `kept` with its number when it is in the writer's own store, and when its client was shown that the relay has it.
// `refused` with a reason. `state`: the document as it is here (writer/document-state.mjs).
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { createSeededRandom } from '@weft/base/testing'
import { documentState } from './writer/document-state.mjs'
import { openHocuspocusClient } from './writer/hocuspocus-client.mjs'
import { createOwnEdits } from './writer/own-edits.mjs'
import { editAtRandom } from './writer/random-edits.mjs'
import { openWeftClient } from './writer/weft-client.mjs'
import { openYjsClient } from './writer/yjs-client.mjs'

const options = JSON.parse(process.argv[2])
const openClient = {
  yjs: openYjsClient,
  'yjs-tabs': (all) => openYjsClient({ ...all, hasSibling: true }),
  hocuspocus: openHocuspocusClient,
  weft: openWeftClient
}[options.kind]

// Synchronous: a line that was written is out, whatever happens to this process next.
const say = (...fact) => writeAll(`${JSON.stringify(fact)}\n`)

function writeAll(text) {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      // The pipe is full: the test reads as fast as it can.
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

const random = createSeededRandom(options.seed)
const own = createOwnEdits(say)
const client = await openClient({ ...options, own, say })
let isEditing = false
/** Edits still to be made in a hurry. */
let hurried = 0
let marks = 0

function edit() {
  if (!isEditing) return
  editAtRandom(client.ydoc, random, () => `<${options.name}-${++marks}>`)
  const pauseMs = hurried-- > 0 ? 1 : options.everyMs * 2 * random.float()
  setTimeout(edit, pauseMs)
}

createInterface({ input: process.stdin }).on('line', (command) => {
  if (command === 'edit' && !isEditing) {
    isEditing = true
    edit()
  }
  if (command === 'hurry') hurried = 300
  if (command === 'rest') isEditing = false
  if (command === 'connect') client.connect()
  if (command === 'disconnect') client.disconnect()
  if (command === 'state') say('state', { document: documentState(client.ydoc), shown: client.shown() })
})
say('ready')
