// Real Markdown files: what the installed packages bring along, each text once.

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../node_modules/.pnpm', import.meta.url))
const largestBytes = 200_000

export interface MarkdownFile {
  readonly path: string
  readonly text: string
}

/** In a fixed order: the same files on every run of the same lock file. */
export async function findMarkdownFiles(most: number): Promise<MarkdownFile[]> {
  const found: MarkdownFile[] = []
  const texts = new Set<string>()
  for (const entry of (await readdir(root)).sort()) {
    const packages = join(root, entry, 'node_modules')
    for (const path of await markdownIn(packages, 3)) {
      if (found.length === most) return found
      const text = (await readFile(path, 'utf8')).replace(/\r\n?/g, '\n')
      if (text.trim() === '' || text.length > largestBytes || texts.has(text)) continue
      texts.add(text)
      found.push({ path: path.slice(root.length + 1), text })
    }
  }
  return found
}

/** Real folders only: what a package depends on stands there as a link. */
async function markdownIn(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const paths: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isFile() && /\.(md|markdown)$/i.test(entry.name)) paths.push(path)
    else if (entry.isDirectory() && depth > 1) paths.push(...(await markdownIn(path, depth - 1)))
  }
  return paths
}
