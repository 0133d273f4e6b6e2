// Folders of a test: made under the system's own, gone with the test.

import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from '@weft/base'

export async function makeFolder(scope: Scope, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `weft-e2e-${name}-`))
  scope.own(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
  return folder
}

/** What a backup tool or a person with a file manager does: the files as they are, over what is there. */
export async function putBack(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  await cp(from, to, { recursive: true })
}
