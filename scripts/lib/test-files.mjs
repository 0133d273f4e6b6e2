// Finds the test files of a suite, so that a suite that has none yet is told from one that ran nothing.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './root.mjs'

const isTest = /\.test\.tsx?$/

function under(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist') return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return under(path)
    return isTest.test(entry.name) ? [path] : []
  })
}

/** `suite` is unit, or the name of a folder in e2e. */
export function testFiles(suite) {
  if (suite === 'unit') return [...under(inRoot('packages')), ...under(inRoot('apps'))]
  return under(inRoot('e2e', suite))
}
