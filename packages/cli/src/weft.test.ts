// The built command as a person runs it. Needs the packages to be built, as the whole check does first.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Run, runWeft } from './testing/run-weft.js'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-cli-'))
})

afterEach(() => rm(folder, { recursive: true }))

const relay = (...args: string[]): Run =>
  runWeft('relay', '--port', '0', '--data', join(folder, 'data'), ...args)

// Processes take their time on a busy machine.
describe('weft relay', { timeout: 60_000 }, () => {
  it('A4 listens, answers, drains at SIGTERM, and starts again on the same data', async () => {
    for (let start = 0; start < 2; start++) {
      const run = relay()
      const url = await run.listening
      expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ relay: 'weft', status: 'ok' })
      run.child.kill('SIGTERM')
      expect(await run.ended).toBe(0)
      expect(run.errors()).toBe('')
    }
  })

  it('A4 names a port in use, and a data folder in use, in one line', async () => {
    const first = relay()
    const { port } = new URL(await first.listening)
    const samePort = runWeft('relay', '--port', port, '--data', join(folder, 'other'))
    expect(await samePort.ended).toBe(1)
    expect(samePort.errors()).toMatch(/^weft: port-in-use: .*--port\.\n$/)
    const sameData = relay()
    expect(await sameData.ended).toBe(1)
    expect(sameData.errors()).toMatch(/^weft: log-in-use: .*--data\.\n$/)
  })

  it('A4 names a data folder that cannot be written', async () => {
    await writeFile(join(folder, 'file'), '')
    for (const data of [join(folder, 'file'), join(folder, 'file', 'below')]) {
      const run = runWeft('relay', '--port', '0', '--data', data)
      expect(await run.ended).toBe(1)
      expect(run.errors()).toMatch(/^weft: data-not-writable: .*\n$/)
    }
  })

  it('A2 does not listen elsewhere without a secret', async () => {
    const run = relay('--host', '0.0.0.0')
    expect(await run.ended).toBe(1)
    expect(run.errors()).toMatch(/^weft: secret-needed: 0\.0\.0\.0 can be reached .*\n$/)
    expect(run.output()).toBe('')
  })

  it('A2 listens elsewhere with one, and prints how to pair', async () => {
    await writeFile(join(folder, 'secret'), 'a long secret\n')
    const run = relay('--host', '0.0.0.0', '--secret-file', join(folder, 'secret'))
    await run.listening
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(0)
    expect(run.output()).toMatch(/^pair a device: http:\/\/\d+(\.\d+){3}:\d+\/#pair=\S+$/m)
  })

  it('A4 does not take one secret for both rights', async () => {
    const run = relay('--secret', 'one secret', '--read-secret', 'one secret')
    expect(await run.ended).toBe(1)
    expect(run.errors()).toMatch(/^weft: secret-not-apart: /)
  })

  it('A4 names an app that is not there', async () => {
    const run = relay('--app', join(folder, 'nowhere'))
    expect(await run.ended).toBe(1)
    expect(run.errors()).toMatch(/^weft: app-not-found: /)
  })

  it('A4 shows how it is called when it is called wrongly', async () => {
    const run = relay('--nothing')
    expect(await run.ended).toBe(2)
    expect(run.errors()).toContain('--secret-file')
    const unknown = runWeft('dance')
    expect(await unknown.ended).toBe(2)
    expect(unknown.errors()).toContain('no command "dance"')
  })

  it('A4 tells its version and its commands', async () => {
    const version = runWeft('--version')
    expect(await version.ended).toBe(0)
    expect(version.output()).toMatch(/^\d+\.\d+\.\d+\n$/)
    const help = runWeft('help')
    expect(await help.ended).toBe(0)
    expect(help.output()).toContain('weft relay')
  })
})
