import { defaultLogLimits, type Log } from '@weft/relay/log'
import { logContract } from '@weft/relay/testing'
import { afterEach, it } from 'vitest'
import { createTestFolder, type TestFolder } from './testing/test-folder.js'

let folders: TestFolder[] = []

afterEach(async () => {
  for (const folder of folders) await folder.remove()
  folders = []
})

for (const { title, run } of logContract) {
  it(title, () => {
    const folder = createTestFolder()
    folders.push(folder)
    return run({
      open: (limits) => folder.open({ limits: { ...defaultLogLimits, ...limits } }),
      reopen: async (log: Log) => {
        await log.close()
        return folder.open()
      }
    })
  })
}
