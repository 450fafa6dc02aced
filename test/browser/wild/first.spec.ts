import { FIRST } from '../../fixtures/corpus/first.ts'
import { testScripts } from './scripts.ts'

testScripts(FIRST)
