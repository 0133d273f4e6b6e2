// Knows whether something made earlier still fits the files it was made from.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from './root.mjs'

const leftOut = new Set(['node_modules', 'dist', 'coverage'])

/** All files under a file or folder, sorted; no tests, nothing that was built. A missing path has none. */
export function sourceFiles(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return []
  if (stat.isFile()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !leftOut.has(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .flatMap((entry) => sourceFiles(join(path, entry.name)))
    .sort()
}

/** A hash over names and contents of the files, and over any further facts. */
export function hashOf(files, ...facts) {
  const hash = createHash('sha256')
  for (const file of files) {
    hash.update(`${relative(root, file)}\0`)
    hash.update(readFileSync(file))
    hash.update('\0')
  }
  hash.update(JSON.stringify(facts))
  return hash.digest('hex')
}

export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    // No stamp is the usual state of a fresh clone, and means: make it.
    return ''
  }
}

export function writeStamp(path, value) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${value}\n`)
}

/** Taken away before the work begins, so that work cut short is never taken for done. */
export const removeStamp = (path) => rmSync(path, { force: true })
