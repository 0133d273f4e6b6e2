// What a Node process really holds: the objects and buffers of all its threads, after a collection of garbage.

import { once } from 'node:events'
import { setTimeout as passed } from 'node:timers/promises'
import { WebSocket } from 'ws'

interface Message {
  readonly id?: number
  readonly method?: string
  readonly result?: { readonly result?: { readonly value?: string } }
  readonly params?: { readonly sessionId: string; readonly message: string }
}

type Call = (method: string, params?: object) => Promise<Message>

/** Bytes. `address` is that of the process's inspector. It stops the process for some tens of ms. */
export async function liveMemoryOf(address: string): Promise<number> {
  const socket = new WebSocket(address)
  await once(socket, 'open')
  try {
    const { call, workers } = speak(socket)
    await call('NodeWorker.enable', { waitForDebuggerOnStart: false })
    await passed(200)
    let bytes = 0
    for (const each of [call, ...workers()]) bytes += await liveIn(each)
    return bytes
  } finally {
    socket.close()
  }
}

/** The inspector's protocol: calls that are answered by number, to the process and, through it, to its threads. */
function speak(socket: WebSocket): { readonly call: Call; workers(): Call[] } {
  const waiting = new Map<string, (answer: Message) => void>()
  const threads: string[] = []
  let next = 0
  const answered = (from: string, message: Message): void => waiting.get(`${from} ${message.id}`)?.(message)
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message
    const { sessionId = '', message: inner = '' } = message.params ?? {}
    if (message.id !== undefined) answered('', message)
    else if (message.method === 'NodeWorker.attachedToWorker') threads.push(sessionId)
    else if (message.method === 'NodeWorker.receivedMessageFromWorker') answered(sessionId, JSON.parse(inner))
  })
  const expect = (from: string, send: (id: number) => void): Promise<Message> =>
    new Promise((resolve) => {
      const id = ++next
      waiting.set(`${from} ${id}`, resolve)
      send(id)
    })
  const call: Call = (method, params = {}) =>
    expect('', (id) => socket.send(JSON.stringify({ id, method, params })))
  const inThread =
    (sessionId: string): Call =>
    (method, params = {}) =>
      expect(sessionId, (id) => {
        void call('NodeWorker.sendMessageToWorker', {
          sessionId,
          message: JSON.stringify({ id, method, params })
        })
      })
  return { call, workers: () => threads.map(inThread) }
}

async function liveIn(call: Call): Promise<number> {
  await call('HeapProfiler.enable')
  await call('HeapProfiler.collectGarbage')
  return evaluate(call, '(({ heapUsed, arrayBuffers }) => heapUsed + arrayBuffers)(process.memoryUsage())')
}

async function evaluate(call: Call, expression: string): Promise<number> {
  const { result } = await call('Runtime.evaluate', { expression: `String(${expression})` })
  return Number(result?.result?.value)
}
