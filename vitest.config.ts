// The test projects: unit (beside the source), sim (seeded worlds), crash (real processes, one file at a time).
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // A retry hides a fault. A red test is looked at.
    retry: 0,
    passWithNoTests: true,
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.{ts,tsx}'],
      exclude: ['**/*.test.*', '**/testing/**'],
      reporter: ['text-summary', 'html']
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'apps/*/src/**/*.test.{ts,tsx}'],
          environment: 'node',
          testTimeout: 10_000
        }
      },
      {
        test: {
          name: 'sim',
          include: ['e2e/sim/**/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 60_000
        }
      },
      {
        test: {
          name: 'fuzz',
          include: ['e2e/fuzz/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000
        }
      },
      {
        test: {
          name: 'crash',
          include: ['e2e/crash/**/*.test.ts'],
          environment: 'node',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 60_000
        }
      }
    ]
  }
})
