import { LINKS } from '../../fixtures/corpus/links.ts'
import { testLinks } from './links.ts'

testLinks(LINKS)
