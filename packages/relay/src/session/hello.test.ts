import { defaultLimits, encodeFrame } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { nonceOf } from '../testing/test-replica.js'
import { openWorld } from './testing/open-world.js'

describe('hello', () => {
  it('P4 is answered with every limit, and the log as it stands', async () => {
    const world = openWorld()
    const welcome = await world.connect().greet()
    expect(welcome.limits).toEqual(defaultLimits)
    expect(welcome.spaces).toMatchObject([{ space: 'notes', standing: 'ok', head: { position: 0 } }])
  })

  it('P6 without a version in common ends the connection, and changes nothing', async () => {
    const world = openWorld()
    const ana = world.connect()
    const { hello, device } = ana.replica.hello()
    ana.send({ type: 'hello', versions: [2, 3], token: '', device, spaces: [hello] })
    expect(ana.all('error')).toMatchObject([{ code: 'unsupported-version' }])
    expect(ana.closed).toEqual({ code: 4300, reason: 'unsupported-version' })
    expect(await world.log.spaces()).toEqual([])
  })

  it.each([
    ['', 'token-missing'],
    ['wrong', 'token-invalid'],
    ['secret-secret-secre', 'token-invalid'],
    ['x'.repeat(100_000), 'token-invalid']
  ])(
    'A3 with the token %.20s is answered with %s before anything of a space is told',
    async (token, code) => {
      const world = openWorld({ secret: 'secret-secret-secret' })
      const ana = world.connect()
      ana.sendHello({}, token)
      await world.settle()
      expect(ana.heard.map((frame) => frame.type)).toEqual(['error'])
      expect(ana.all('error')).toMatchObject([{ code }])
      expect(ana.closed?.code).toBe(4200)
      expect(await world.log.spaces()).toEqual([])
    }
  )

  it('A3 with the secret opens the space', async () => {
    const world = openWorld({ secret: 'secret-secret-secret' })
    const ana = world.connect()
    ana.sendHello({}, 'secret-secret-secret')
    await ana.until(() => ana.all('welcome').length === 1)
    expect(ana.all('welcome')[0]?.spaces[0]?.standing).toBe('ok')
  })

  it('A3 that does not come within five seconds ends the connection, whatever else comes', async () => {
    const world = openWorld()
    const ana = world.connect()
    world.clock.advance(4_000)
    ana.send({ type: 'ping', number: 1 })
    world.clock.advance(1_000)
    expect(ana.closed).toEqual({ code: 4100, reason: 'not-greeted' })
    expect(world.relay.sessions).toBe(0)
  })

  it('A3 before it nothing is taken', async () => {
    const world = openWorld()
    const ana = world.connect()
    ana.credit(1_000)
    ana.push(ana.replica.make([ana.replica.edit('note', 'x')]))
    expect(ana.all('error')).toMatchObject([
      { code: 'not-greeted', space: null },
      { code: 'not-greeted', space: 'notes', batch: 1 }
    ])
  })

  it('P1 with a space or replica id that is none closes that space alone, and says why first', async () => {
    const world = openWorld()
    const ana = world.connect()
    const { hello, device } = ana.replica.hello()
    const spaces = [
      { ...hello, space: '..' },
      { ...hello, replica: 'a b' },
      { ...hello, space: 'other' }
    ]
    ana.send({ type: 'hello', versions: [1, 1], token: '', device, spaces })
    await ana.until(() => ana.all('welcome').length === 1)
    expect(ana.heard.slice(0, 3).map((frame) => frame.type)).toEqual(['error', 'error', 'welcome'])
    expect(ana.all('error').map(({ code, space }) => [code, space])).toEqual([
      ['id-invalid', '..'],
      ['id-invalid', 'notes']
    ])
    expect(ana.all('welcome')[0]?.spaces.map(({ standing }) => standing)).toEqual(['closed', 'closed', 'ok'])
  })

  it('P1 with a device id that is none ends the connection', async () => {
    const world = openWorld()
    const ana = world.connect()
    const { hello, device } = ana.replica.hello()
    ana.send({ type: 'hello', versions: [1, 1], token: '', device: { ...device, id: '' }, spaces: [hello] })
    expect(ana.all('error')).toMatchObject([{ code: 'id-invalid' }])
    expect(ana.closed).toBeDefined()
  })

  it('P4 cuts a name that is too long, between characters', async () => {
    const world = openWorld()
    const ana = world.connect()
    const { hello, device } = ana.replica.hello()
    const name = `${'x'.repeat(127)}😀`
    ana.send({ type: 'hello', versions: [1, 1], token: '', device: { ...device, name }, spaces: [hello] })
    await ana.until(() => ana.all('welcome').length === 1)
    expect((await world.log.devices('notes'))[0]?.name).toBe('x'.repeat(127))
  })

  it('S3 with another proof than at first leaves the space closed', async () => {
    const world = openWorld()
    await world.connect({ device: 'ana' }).greet()
    const other = world.connect({ device: 'ana', replica: 'ana-2' })
    const { hello, device } = other.replica.hello()
    const proof = new Uint8Array(16).fill(9)
    other.send({ type: 'hello', versions: [1, 1], token: '', device: { ...device, proof }, spaces: [hello] })
    expect(await other.untilError('device-proof-wrong')).toMatchObject({ space: 'notes' })
    expect(other.closed).toBeUndefined()
  })

  it('P4 opens as many spaces as welcome says', async () => {
    const world = openWorld({ limits: { spaces: 2 } })
    const ana = world.connect()
    const { hello, device } = ana.replica.hello()
    const spaces = ['a', 'b', 'c'].map((space) => ({ ...hello, space }))
    ana.send({ type: 'hello', versions: [1, 1], token: '', device, spaces })
    expect(await ana.untilError('too-many-spaces')).toMatchObject({ space: 'c' })
    await ana.until(() => ana.all('welcome').length === 1)
    expect(ana.all('welcome')[0]?.spaces.map(({ standing }) => standing)).toEqual(['ok', 'ok', 'closed'])
  })

  it('C1 opens more spaces on the same socket', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    ana.sendHello({ space: 'more', epoch: null })
    await ana.until(() => ana.all('welcome').length === 2)
    expect(ana.all('welcome')[1]?.spaces).toMatchObject([{ space: 'more', standing: 'ok' }])
  })

  it('P4 that come faster than the log answers are bounded', async () => {
    const world = openWorld()
    const ana = world.connect()
    for (let index = 0; index < 9; index++) ana.sendHello({ space: `s${index}` })
    expect(ana.all('error')).toMatchObject([{ code: 'rate-exceeded' }])
    expect(ana.closed?.code).toBe(4100)
    await world.settle()
    expect(world.relay.sessions).toBe(0)
  })

  it('E4 a copy with a greeting number that was seen is told to become a new replica', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    await ana.greet()
    const copy = world.connect({ device: 'ana' })
    const welcome = await copy.greet({ nonce: nonceOf(99) })
    expect(welcome.spaces[0]?.standing).toBe('replica-rewound')
    // Told nothing, and nothing is taken from it: the first goes on undisturbed.
    copy.push(copy.replica.make([copy.replica.edit('note', 'x')]))
    expect(await copy.untilError('not-greeted')).toMatchObject({ batch: 1 })
    expect(ana.closed).toBeUndefined()
  })

  it('E4 two connections of one replica do not take turns for ever: the older one stops', async () => {
    const world = openWorld()
    const older = world.connect({ device: 'ana' })
    await older.greet()
    const newer = world.connect(older.replica)
    await newer.greet()
    expect(older.all('error')).toMatchObject([{ code: 'superseded', space: 'notes' }, { code: 'superseded' }])
    expect(older.closed).toEqual({ code: 4300, reason: 'superseded' })
    expect((await newer.type('note')).batch).toBe(1)
    expect(world.relay.sessions).toBe(1)
  })

  it('E5 a copy that is connected is told when its device goes on with another replica', async () => {
    const world = openWorld()
    const copy = world.connect({ device: 'ana' })
    await copy.greet()
    const ben = world.connect({ device: 'ben' })
    await ben.greet()
    await world.connect({ device: 'ana', replica: 'ana-2' }).greet({ replaces: 'ana-1' })
    expect(copy.all('error')).toMatchObject([{ code: 'replica-replaced', space: 'notes' }])
    expect([copy.closed, ben.all('error')]).toEqual([undefined, []])
  })

  it('E4 a connection with other spaces left keeps them', async () => {
    const world = openWorld()
    const older = world.connect({ device: 'ana' })
    await older.greet()
    await older.greet({ space: 'more', epoch: null })
    await world.connect(older.replica).greet({ epoch: null })
    expect(older.all('error')).toMatchObject([{ code: 'superseded', space: 'notes' }])
    expect(older.closed).toBeUndefined()
  })
})

describe('a frame', () => {
  it('P2 of an unknown type is answered, and the connection stays open', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    ana.sendBytes(Uint8Array.of(200, 1, 2, 3))
    ana.send({ type: 'ping', number: 7 })
    expect(ana.all('error')).toMatchObject([{ code: 'unsupported-frame' }])
    expect(ana.all('pong')).toEqual([{ type: 'pong', number: 7 }])
  })

  it('P2 that only a relay sends is not taken', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    ana.sendBytes(encodeFrame({ type: 'devices', space: 'notes', whole: true, rows: [] }))
    expect(ana.all('error')).toMatchObject([{ code: 'unsupported-frame' }])
  })

  it('P5 that cannot be read closes its connection alone', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    const ben = world.connect({ device: 'ben' })
    await ana.greet()
    await ben.greet()
    ana.sendBytes(Uint8Array.of(5, 1))
    expect(ana.all('error').map(({ code }) => code)).toEqual(['frame-unreadable'])
    expect(ana.closed).toEqual({ code: 4100, reason: 'frame-unreadable' })
    expect((await ben.type('note')).position).toBe(1)
  })

  it('P4 that is too large is refused by name', async () => {
    const world = openWorld({ limits: { frameBytes: 1_000 } })
    const ana = world.connect()
    await ana.greet()
    ana.sendBytes(new Uint8Array(1_001).fill(13))
    expect(ana.all('error')).toMatchObject([{ code: 'frame-too-large' }])
    expect(ana.closed?.code).toBe(4100)
  })

  it('P4 beyond the rate is refused by name, with when to come back', async () => {
    const world = openWorld({ limits: { framesPerSecond: 10 } })
    const ana = world.connect()
    await ana.greet()
    for (let number = 0; number < 30; number++) ana.send({ type: 'ping', number })
    expect(ana.all('pong')).toHaveLength(18)
    expect(ana.all('error')).toMatchObject([{ code: 'rate-exceeded', retryAfterMs: 1_000 }])
    expect(ana.closed?.code).toBe(4100)
  })

  it('P4 at the rate passes for as long as it likes', async () => {
    const world = openWorld({ limits: { framesPerSecond: 10 } })
    const ana = world.connect()
    await ana.greet()
    for (let number = 0; number < 100; number++) {
      world.clock.advance(100)
      ana.send({ type: 'ping', number })
    }
    expect(ana.all('pong')).toHaveLength(100)
  })

  it('C3 that does not come for long: the relay asks, then lets go', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    world.clock.advance(35_000)
    expect(ana.all('ping')).toHaveLength(1)
    ana.send({ type: 'pong', number: 0 })
    world.clock.advance(79_000)
    expect(ana.closed).toBeUndefined()
    world.clock.advance(6_000)
    expect(ana.closed).toEqual({ code: 4100, reason: 'silent' })
  })
})
