#!/usr/bin/env node
// Stands between Playwright and an installed Firefox: passes WebDriver BiDi on, and answers what this Firefox does not know.
//
// Playwright drives Firefox as it is released by BiDi (channel `moz-firefox`), and asks every context for a colour scheme.
// An extended-support release has no such command yet and refuses it, with which the context fails; the default is as
// good. Playwright is given this file as the browser's executable; $WEFT_FIREFOX names the real one.

import { spawn } from 'node:child_process'
import { WebSocket, WebSocketServer } from 'ws'

/** Commands that change only how a page looks. */
const answeredHere = new Set(['emulation.setMediaFeaturesOverride'])
const announced = /^(WebDriver BiDi listening on )(ws:\/\/\S+)$/

const firefox = spawn(process.env.WEFT_FIREFOX ?? '/usr/bin/firefox-esr', process.argv.slice(2), {
  stdio: ['inherit', 'inherit', 'pipe']
})
firefox.on('error', (error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(127)
})
firefox.on('exit', (code) => process.exit(code ?? 1))
process.on('SIGTERM', () => firefox.kill())

let rest = ''
firefox.stderr.on('data', (chunk) => {
  const lines = `${rest}${chunk}`.split('\n')
  rest = lines.pop()
  for (const line of lines) {
    const [, words, address] = announced.exec(line) ?? []
    if (address) announceOwn(words, address)
    else process.stderr.write(`${line}\n`)
  }
})

function announceOwn(words, address) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  server.on('listening', () => process.stderr.write(`${words}ws://127.0.0.1:${server.address().port}\n`))
  server.on('connection', (client, { url }) =>
    join(client, new WebSocket(`${address}${url}`, { perMessageDeflate: false }))
  )
}

function join(client, browser) {
  const early = []
  browser.on('open', () => {
    for (const text of early.splice(0)) browser.send(text)
  })
  client.on('message', (data) => {
    const text = String(data)
    const { id, method } = JSON.parse(text)
    if (answeredHere.has(method)) client.send(JSON.stringify({ type: 'success', id, result: {} }))
    else if (browser.readyState === WebSocket.OPEN) browser.send(text)
    else early.push(text)
  })
  browser.on('message', (data) => client.send(String(data)))
  browser.on('error', (error) => process.stderr.write(`${error.message}\n`))
  browser.on('close', () => client.close())
  client.on('close', () => browser.close())
}
