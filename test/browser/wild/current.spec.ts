import { CURRENT } from '../../fixtures/corpus/current.ts'
import { testScripts } from './scripts.ts'

testScripts(CURRENT)
