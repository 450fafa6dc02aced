// The second and third browser engine for the tests.
import { missing } from '../test/engines/find.ts'
import { install } from './apt.ts'

install(missing(), 'The tests in Firefox and WebKit')
