import preact from '@preact/preset-vite'
import { defineConfig } from 'vitest/config'

// The tests that need no browser, by what it takes to run them.
export default defineConfig({
  plugins: [preact()],
  test: {
    include: ['test/{unit,contract,fuzz,chaos,http}/**/*.test.{ts,tsx}'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    // As in playwright.config.ts: npm test names each that needed a second try
    retry: 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'test-results/vitest.json' }]]
  }
})
