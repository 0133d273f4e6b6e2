// Where a command writes: what it was asked for to standard output, what went wrong to standard error.

export interface Terminal {
  print(line: string): void
  error(line: string): void
}

export const processTerminal: Terminal = {
  print: (line) => process.stdout.write(`${line}\n`),
  error: (line) => process.stderr.write(`${line}\n`)
}
