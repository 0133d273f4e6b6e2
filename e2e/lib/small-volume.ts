// A small file system of its own, which fills up. Mounting needs root and, in a container, the right to.

import { execFileSync } from 'node:child_process'
import { createScope, type Scope } from '@weft/base'
import { makeFolder } from './folders.js'

/** Unmounted with the scope. Throws where that is not allowed. `options` are those of tmpfs: `size=8m`. */
export function mountSmall(scope: Scope, folder: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' })
  scope.own(() => void execFileSync('umount', ['-l', folder]))
}

export async function canMount(): Promise<boolean> {
  const trial = createScope()
  try {
    mountSmall(trial, await makeFolder(trial, 'mount'), 'size=64k')
    return true
  } catch {
    console.warn('A small file system cannot be mounted here: tests with a full disk are left out.')
    return false
  } finally {
    await trial.close()
  }
}
