import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/engines/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 90_000,
    retry: 2,
    reporters: ['default', ['json', { outputFile: 'test-results/engines.json' }]]
  }
})
