// Files of the app's folder for requests: found safely, typed, and cached as long as their names allow.

import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'
import { securityHeaders } from './security-headers.js'

const typeByExtension: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2'
}

/** Bundlers put a hash of the content into names: `assets/index-Dq3kL9x_.js`. Such a file never changes. */
const hashedName = /\/assets\/[^/]+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/

/** Answers with the file, or returns false when there is none. The method is GET or HEAD. */
export async function serveAppFile(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse
): Promise<boolean> {
  const path = safePath(request.url ?? '')
  if (path === undefined) return false
  const asked = await findFile(folder, path)
  const found = asked ?? (isNavigation(request, path) ? await findFile(folder, '/index.html') : undefined)
  if (!found) return false
  const etag = `W/"${found.size.toString(36)}-${Math.floor(found.changedAt).toString(36)}"`
  const headers = {
    ...securityHeaders,
    'Content-Type': typeByExtension[extname(found.file)] ?? 'application/octet-stream',
    'Cache-Control': asked && hashedName.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: etag
  }
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end()
    return true
  }
  response.writeHead(200, { ...headers, 'Content-Length': found.size })
  if (request.method === 'HEAD') response.end()
  else
    createReadStream(found.file)
      .on('error', () => response.destroy())
      .pipe(response)
  return true
}

/** The decoded path, or undefined for what no file of an app has: dot segments, hidden files, backslashes, NUL. */
export function safePath(url: string): string | undefined {
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '')
    if (!path.startsWith('/') || /[\\\0]/.test(path)) return undefined
    return path.split('/').some((segment) => segment.startsWith('.')) ? undefined : path
  } catch {
    return undefined
  }
}

/** A page of the app: its router knows the address. Files that are missing are not answered with a page. */
const isNavigation = (request: IncomingMessage, path: string): boolean =>
  path === '/' ||
  (extname(path) === '' && !path.startsWith('/v1/') && (request.headers.accept ?? '').includes('text/html'))

interface FoundFile {
  readonly file: string
  readonly size: number
  readonly changedAt: number
}

async function findFile(folder: string, path: string): Promise<FoundFile | undefined> {
  try {
    const root = await realpath(folder)
    const file = await realpath(join(root, path))
    // A link that leads out of the folder is not of the app.
    if (!file.startsWith(root + sep)) return undefined
    const about = await stat(file)
    return about.isFile() ? { file, size: about.size, changedAt: about.mtimeMs } : undefined
  } catch {
    return undefined
  }
}
