import { describe, expect, it } from 'vitest'
import { type PairingLink, pairingFragment, parsePairingFragment } from './pairing.js'

const link: PairingLink = { relay: 'http://192.168.1.20:7420', secret: 'pass wörd/+=', space: 'notes' }
const fragmentOf = (value: unknown): string =>
  `#pair=${Buffer.from(JSON.stringify(value)).toString('base64url')}`

describe('a pairing link', () => {
  it('N5 brings relay, secret and space to another device', () => {
    const fragment = pairingFragment(link)
    expect(fragment).toMatch(/^#pair=[A-Za-z0-9_-]+$/)
    expect(parsePairingFragment(fragment)).toEqual(link)
  })

  it('N5 keeps its form for ever: links stand on paper', () => {
    expect(pairingFragment({ relay: 'https://r.example', secret: 's', space: 'notes' })).toBe(
      '#pair=eyJyZWxheSI6Imh0dHBzOi8vci5leGFtcGxlIiwic2VjcmV0IjoicyIsInNwYWNlIjoibm90ZXMifQ'
    )
  })

  it.each([
    ['no prefix', 'pair=abc'],
    ['no base64', '#pair=%%%'],
    ['no JSON', '#pair=AAAA'],
    ['null', fragmentOf(null)],
    ['a path in the relay', fragmentOf({ ...link, relay: 'http://a/b' })],
    ['a script as the relay', fragmentOf({ ...link, relay: 'javascript:alert(1)' })],
    ['a user in the relay', fragmentOf({ ...link, relay: 'https://a@b' })],
    ['a space that is no id', fragmentOf({ ...link, space: '../x' })],
    ['no secret', fragmentOf({ relay: link.relay, space: 'notes' })],
    ['too long', `#pair=${'A'.repeat(5000)}`]
  ])('N5 is nothing with %s', (_what, fragment) => {
    expect(parsePairingFragment(fragment)).toBeNull()
  })
})
