// Where the relay tells what happened: one plain line of facts at a time, never content, never a token.

export type LogLevel = 'info' | 'warn' | 'error'

export interface LogLine {
  readonly level: LogLevel
  /** A fact in the past tense: `space-opened`. */
  readonly event: string
  readonly fields: Readonly<Record<string, string | number | boolean | null>>
}

export type Logger = (line: LogLine) => void

export const silentLogger: Logger = () => {}
