// The thread that merges: it reads beside the appends, hands snapshots to the thread that writes, and reads them back.

import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { Folder } from '../engine/folder.js'
import { createAsker } from './asker.js'
import type { FoldThreadRequest, ThreadOptions } from './messages.js'
import { toPlainError } from './plain-error.js'

const { options, appendPort } = workerData as { options: ThreadOptions; appendPort: MessagePort }
const mainPort = parentPort as MessagePort
const asker = createAsker(appendPort)
const folder = new Folder(options.folder, asker.ask)

// One after the other: two folds of a space would merge the same documents.
let last: Promise<void> = Promise.resolve()

mainPort.on('message', ({ id, request }: FoldThreadRequest) => {
  last = last.then(async () => {
    try {
      mainPort.postMessage({ id, ok: true, value: await folder.fold(request) })
    } catch (error) {
      mainPort.postMessage({ id, ok: false, error: toPlainError(error) })
    }
  })
})
