// What the relay answers to an HTTP request that is no upgrade: its health, the app's files, or a plain word.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ErrorCode } from '@weft/protocol'
import { syncPath } from '../socket/endpoints.js'
import { serveAppFile } from './app-files.js'
import { securityHeaders } from './security-headers.js'

export interface AnswerContext {
  readonly appFolder: string | null
  /** The code of what keeps the log from being written, if anything. */
  readonly failing: () => ErrorCode | null
  readonly stopping: () => boolean
}

export async function answer(
  context: AnswerContext,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0]
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    answerText(response, 405, 'only GET and HEAD are answered here', { Allow: 'GET, HEAD' })
  } else if (path === '/healthz') answerHealth(context, response)
  else if (path === syncPath) {
    answerText(response, 426, `${syncPath} is for WebSockets`, { Upgrade: 'websocket' })
  } else if (context.appFolder && (await serveAppFile(context.appFolder, request, response))) return
  else if (path === '/') answerText(response, 200, 'This is a Weft relay.')
  else answerText(response, 404, 'nothing is here')
}

/** 503 while the log cannot be written, with the code that devices are told (SPEC L6). */
function answerHealth({ failing, stopping }: AnswerContext, response: ServerResponse): void {
  const status = stopping() ? 'relay-stopping' : (failing() ?? 'ok')
  const headers = { ...securityHeaders, 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
  response.writeHead(status === 'ok' ? 200 : 503, headers).end(JSON.stringify({ relay: 'weft', status }))
}

export function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {}
): void {
  const type = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }
  response.writeHead(status, { ...securityHeaders, ...type, ...headers }).end(`${text}\n`)
}
