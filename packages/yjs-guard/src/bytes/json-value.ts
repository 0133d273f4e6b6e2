// Checks JSON text the way JSON.parse would, without making the value, and without recursion.

import { malformed, stop } from '../refusal.js'
import type { ByteReader } from './byte-reader.js'
import type { ScanBudget } from './scan-budget.js'
import { isWord, openString, reservedKey, word } from './strings.js'
import { utf16Length } from './utf8.js'

/** Reads past a string that Yjs will hand to JSON.parse. */
export function scanJson(reader: ByteReader, budget: ScanBudget): void {
  const start = openString(reader)
  if (utf16Length(reader.bytes, start, reader.pos) < 0) malformed('text that is not UTF-8')
  new JsonScan(reader.bytes, start, reader.pos, budget).run()
}

/** As scanJson, for the places where Yjs writes the word `undefined` as well. */
export function scanJsonOrUndefined(reader: ByteReader, budget: ScanBudget): void {
  const { pos } = reader
  const start = openString(reader)
  if (isWord(reader.bytes, start, reader.pos, undefinedWord)) return
  reader.pos = pos
  scanJson(reader, budget)
}

const undefinedWord = word('undefined')
const literals = [word('null'), word('true'), word('false')]

const quote = 0x22
const minus = 0x2d
const backslash = 0x5c
/** Of `"\/bfnrt`; `u` takes four hexadecimal digits besides. */
const escapes = new Set(word('"\\/bfnrt'))

class JsonScan {
  /** The closing brackets that are owed. */
  private readonly open: number[] = []

  constructor(
    private readonly bytes: Uint8Array,
    private pos: number,
    private readonly end: number,
    private readonly budget: ScanBudget
  ) {}

  run(): void {
    do this.value()
    while (this.more())
    if (this.pos !== this.end) notJson()
  }

  /** Reads a scalar, or an opening bracket and what stands before the first value in it. */
  private value(): void {
    for (;;) {
      const byte = this.peek()
      if (byte !== 0x7b && byte !== 0x5b) {
        this.scalar(byte)
        return
      }
      this.pos++
      this.enter(byte + 2) // ] and } follow two places after [ and {
      if (this.peek() === byte + 2) return
      if (byte === 0x7b) this.key()
    }
  }

  /** Reads closing brackets, then a comma and what stands before the next value; false at the end of the text. */
  private more(): boolean {
    for (;;) {
      const byte = this.peek()
      const owed = this.open.at(-1)
      if (owed === undefined) return false
      this.pos++
      if (byte === owed) {
        this.open.pop()
        continue
      }
      if (byte !== 0x2c) notJson()
      if (owed === 0x7d) this.key()
      return true
    }
  }

  private enter(closing: number): void {
    const { anyDepth } = this.budget.limits
    if (this.open.length >= anyDepth) stop('update-too-deep', `a value nested more than ${anyDepth} deep`)
    this.budget.spend(1)
    this.open.push(closing)
  }

  private key(): void {
    if (this.peek() !== quote) notJson()
    const start = this.pos + 1
    this.string()
    if (this.isReserved(start, this.pos - 1)) malformed('a key named __proto__')
    if (this.peek() !== 0x3a) notJson()
    this.pos++
  }

  /** Each letter of the reserved key may stand for itself or be written as \uXXXX. */
  private isReserved(start: number, end: number): boolean {
    let pos = start
    for (const letter of reservedKey) {
      const escaped = this.bytes[pos] === backslash
      if (escaped ? this.unescaped(pos, end) !== letter : this.bytes[pos] !== letter) return false
      pos += escaped ? 6 : 1
    }
    return pos === end
  }

  /** The code unit of `\uXXXX`, or -1. */
  private unescaped(pos: number, end: number): number {
    if (pos + 6 > end || this.bytes[pos + 1] !== 0x75) return -1
    let unit = 0
    for (let at = pos + 2; at < pos + 6; at++) {
      const byte = this.bytes[at] as number
      unit = unit * 16 + (isDigit(byte) ? byte - 0x30 : (byte | 0x20) - 0x61 + 10)
    }
    return unit
  }

  private scalar(byte: number): void {
    if (byte === quote) this.string()
    else if (byte === minus || isDigit(byte)) this.number()
    else this.literal()
  }

  private string(): void {
    for (this.pos++; ; this.pos++) {
      const byte = this.pos < this.end ? (this.bytes[this.pos] as number) : 0
      if (byte < 0x20) notJson() // also the end of the text
      if (byte === quote) break
      if (byte !== backslash) continue
      const kind = this.bytes[++this.pos] as number
      if (kind === 0x75) for (let digits = 0; digits < 4; digits++) this.hexDigit()
      else if (!escapes.has(kind)) notJson()
    }
    this.pos++
  }

  private hexDigit(): void {
    const byte = this.bytes[++this.pos] as number
    const letter = byte | 0x20
    if (!isDigit(byte) && !(letter >= 0x61 && letter <= 0x66)) notJson()
  }

  private number(): void {
    if (this.here() === minus) this.pos++
    if (this.here() === 0x30) this.pos++
    else this.digits()
    if (this.here() === 0x2e) {
      this.pos++
      this.digits()
    }
    if ((this.here() | 0x20) !== 0x65) return
    this.pos++
    if (this.here() === 0x2b || this.here() === minus) this.pos++
    this.digits()
  }

  private digits(): void {
    if (!isDigit(this.here())) notJson()
    while (isDigit(this.here())) this.pos++
  }

  private literal(): void {
    for (const letters of literals) {
      const next = this.pos + letters.length
      if (next <= this.end && isWord(this.bytes, this.pos, next, letters)) {
        this.pos = next
        return
      }
    }
    notJson()
  }

  /** The byte here, or 0 at the end: no JSON holds a zero byte. */
  private here(): number {
    return this.pos < this.end ? (this.bytes[this.pos] as number) : 0
  }

  /** The next byte that is no white space. */
  private peek(): number {
    let byte = this.here()
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      this.pos++
      byte = this.here()
    }
    return byte
  }
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39

const notJson = (): never => malformed('text that is not JSON')
