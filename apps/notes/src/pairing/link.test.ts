import { expect, it } from 'vitest'
import { isLoopback, linkTo, readLink } from './link.js'

const link = { relay: 'https://relay.example', secret: 'one two', space: 'notes' }

it('N5 a link carries the relay and its secret in the fragment, and is read back', () => {
  const url = linkTo('https://notes.example', link)
  expect(url.startsWith('https://notes.example/#pair=')).toBe(true)
  expect(url).not.toContain('one two')
  expect(readLink(url)).toEqual(link)
  expect(readLink(`  ${new URL(url).hash}  `)).toEqual(link)
})

it('N5 what is no link is not taken for one', () => {
  for (const text of ['', 'secret', 'https://notes.example/', '#pair=', '#pair=AAAA']) {
    expect(readLink(text)).toBeNull()
  }
})

it('N5 an address that means this computer everywhere is known as such', () => {
  for (const url of [
    'http://127.0.0.1:7420',
    'http://localhost:7420',
    'http://[::1]:1',
    'http://a.localhost'
  ]) {
    expect(isLoopback(url)).toBe(true)
  }
  for (const url of ['http://192.168.1.5:7420', 'https://relay.example', 'nonsense']) {
    expect(isLoopback(url)).toBe(false)
  }
})
