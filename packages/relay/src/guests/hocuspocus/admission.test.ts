import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { encodeAwarenessUpdate } from '../../presence/awareness-update.js'
import { openWorld } from '../../session/testing/open-world.js'
import { headOf, storedDoc } from '../testing/stored-document.js'
import { TestProvider } from './testing/test-provider.js'

const secret = 'open sesame'
const readSecret = 'look only'

describe('the token of a Hocuspocus provider', () => {
  it.each([
    ['missing', '', 'token-missing: '],
    ['wrong', 'open barley', 'token-invalid: ']
  ])('A3 that is %s is refused by name, and nothing of the space is told', async (_what, token, reason) => {
    const { relay, log, settle } = openWorld({ secret })
    const [ana, eve] = [new TestProvider(relay), new TestProvider(relay)]
    ana.begin(secret)
    ana.sendUpdate(ana.change((text) => text.insert(0, 'secret')))
    eve.begin(token)
    eve.sendPresence(encodeAwarenessUpdate([{ client: 1, clock: 1, json: '{}' }]))
    eve.sendUpdate(eve.change((text) => text.insert(0, 'x')))
    eve.sendType(3)
    eve.sendStateless('hello')
    await settle()
    expect(eve.kinds()).toEqual(['denied'])
    expect(eve.texts('denied')[0]).toContain(reason)
    expect([await headOf(log), ana.kinds().includes('stateless')]).toEqual([1, false])
    expect(eve.closed).toBeUndefined()
  })

  it('A3 that is right after a wrong one opens the document', async () => {
    const { relay, settle } = openWorld({ secret })
    const ana = new TestProvider(relay)
    ana.begin('wrong')
    ana.begin(secret)
    await settle()
    expect(ana.kinds()).toEqual(['denied', 'authenticated', 'step-one', 'step-two'])
    expect(ana.texts('authenticated')).toEqual(['read-write'])
  })

  it('F13 that comes after a step 1 and an update has them served, in order', async () => {
    const { relay, log, settle } = openWorld({ secret })
    const ana = new TestProvider(relay)
    ana.sendStepOne()
    for (const character of 'abc') {
      ana.sendUpdate(ana.change((text) => text.insert(text.length, character)))
    }
    await settle()
    expect([ana.heard, await headOf(log)]).toEqual([[], 0])
    ana.sendToken(secret)
    await settle()
    expect(ana.kinds().slice(0, 2)).toEqual(['authenticated', 'step-one'])
    expect(ana.kinds()).toContain('step-two')
    expect((await storedDoc(log)).getText('t').toString()).toBe('abc')
    expect(ana.statuses()).toEqual([true, true, true])
  })

  it('F13 has what comes before it bounded, for all documents of the socket together', async () => {
    const { relay, settle } = openWorld({ secret })
    const [one, many, tiny] = [new TestProvider(relay), new TestProvider(relay), new TestProvider(relay)]
    one.sendUpdate(new Uint8Array(1024 * 1024))
    for (let at = 0; at < 20; at++) many.sendUpdate(new Uint8Array(64 * 1024), `doc${at}`)
    for (let at = 0; at < 3_900; at++) tiny.sendType(3, `d${at}`)
    await settle()
    for (const { closed } of [one, many, tiny])
      expect(closed).toEqual({ code: 4503, reason: 'in-flight-exceeded' })
    const modest = new TestProvider(relay)
    for (let at = 0; at < 1_000; at++) modest.sendType(3, `d${at}`)
    expect(modest.closed).toBeUndefined()
  })

  it('F13 has a deadline that other messages do not stretch', async () => {
    const { relay, pass } = openWorld({ secret })
    const [silent, busy, wrong, good] = Array.from({ length: 4 }, () => new TestProvider(relay)) as [
      TestProvider,
      TestProvider,
      TestProvider,
      TestProvider
    ]
    good.begin(secret)
    for (let left = 9; left > 0; left--) {
      busy.sendType(3)
      wrong.sendToken('wrong')
      await pass(1_000)
    }
    expect([silent.closed, busy.closed, wrong.closed]).toEqual([undefined, undefined, undefined])
    await pass(1_500)
    expect(silent.closed).toEqual({ code: 4408, reason: 'token-missing' })
    expect(busy.closed).toEqual({ code: 4408, reason: 'token-missing' })
    expect(wrong.closed).toEqual({ code: 4408, reason: 'token-invalid' })
    await pass(60_000)
    expect(good.closed).toBeUndefined()
    good.drop()
    expect(relay.sessions).toBe(0)
  })

  it('F3 that opens for reading alone says so, and has no content taken', async () => {
    const { relay, log, settle } = openWorld({ secret, readSecret })
    const [ana, ben] = [new TestProvider(relay), new TestProvider(relay)]
    ana.begin(secret)
    ana.sendUpdate(ana.change((text) => text.insert(0, 'abcdef')))
    ben.begin(readSecret)
    await settle()
    ben.answer()
    await settle()
    expect([ben.texts('authenticated'), ben.statuses()]).toEqual([['readonly'], [true]])
    const head = await headOf(log)
    ben.sendUpdate(ben.change((text) => text.insert(0, 'mine')))
    ben.sendStepTwo(Y.encodeStateAsUpdate(ben.doc))
    ben.sendUpdate(ben.change((text) => text.delete(4, 2)))
    await settle()
    expect(ben.statuses()).toEqual([true, false, false, false])
    expect(ben.refusals()).toEqual(['role-forbids', 'role-forbids', 'role-forbids'])
    expect([await headOf(log), ben.closed]).toEqual([head, undefined])
    ana.sendUpdate(ana.change((text) => text.insert(6, 'ghi')))
    await settle()
    expect(ben.doc.getText('t').toString()).toContain('ghi')
  })

  it('F3 that comes again with another right opens the document anew with that', async () => {
    const { relay, log, settle } = openWorld({ secret, readSecret })
    const ana = new TestProvider(relay)
    ana.begin(secret)
    ana.begin(secret)
    await settle()
    ana.begin(readSecret)
    ana.sendUpdate(ana.change((text) => text.insert(0, 'x')))
    await settle()
    expect(ana.texts('authenticated')).toEqual(['read-write', 'read-write', 'readonly'])
    expect([ana.refusals(), await headOf(log)]).toEqual([['role-forbids'], 0])
    ana.begin('wrong')
    ana.sendStepOne()
    await settle()
    expect(ana.kinds().slice(-2)).toEqual(['denied', 'close'])
  })
})

describe('the documents of a Hocuspocus socket', () => {
  it('F13 whose name is too long for an id are denied by name, the others unharmed', async () => {
    const { relay, settle } = openWorld()
    const ana = new TestProvider(relay)
    const long = 'x'.repeat(129)
    const names = [long, 'x'.repeat(100_000), `readme\0${'s'.repeat(300)}`]
    for (const name of names) ana.begin('', name)
    ana.begin()
    await settle()
    for (const name of names) {
      expect(ana.kinds(name)).toEqual(['denied'])
      expect(ana.texts('denied', name)[0]).toContain('id-invalid: ')
    }
    expect(ana.kinds()).toEqual(['authenticated', 'step-one', 'step-two'])
  })

  it.each([
    ['room 42', 'room..20.42'],
    ['a/b', 'a/b'],
    ['../x', '..2e-2e./x'],
    ['café\0tab-1', 'caf..e9.']
  ])('F1 may have any name that fits: %j', async (name, id) => {
    const { relay, log, settle } = openWorld()
    const ana = new TestProvider(relay)
    ana.begin('', name)
    ana.sendUpdate(
      ana.change((text) => text.insert(0, 'x')),
      name
    )
    await settle()
    expect(ana.statuses(name)).toEqual([true])
    expect((await storedDoc(log, id)).getText('t').toString()).toBe('x')
  })

  it('F13 of a space whose name is no id are denied one by one', async () => {
    const { relay, settle } = openWorld()
    const ana = new TestProvider(relay, 'no..space!')
    for (const name of ['a', 'b']) ana.begin('', name)
    await settle()
    for (const name of ['a', 'b']) expect(ana.texts('denied', name)[0]).toContain('id-invalid: ')
    expect(ana.heard).toHaveLength(2)
  })

  it('P4 are a thousand at most; one more is denied by name', async () => {
    const { relay, settle, log } = openWorld()
    const ana = new TestProvider(relay)
    for (let at = 0; at < 1_000; at++) ana.begin('', `d${at}`)
    ana.begin('', 'more')
    await settle()
    expect(ana.texts('denied', 'more')[0]).toContain('too-many-documents: ')
    ana.sendUpdate(
      ana.change((text) => text.insert(0, 'x')),
      'd999'
    )
    ana.sendType(7, 'd0')
    ana.begin('', 'more')
    await settle()
    expect([ana.texts('authenticated', 'more').length, await headOf(log)]).toEqual([1, 1])
    expect(ana.closed).toBeUndefined()
  })
})
