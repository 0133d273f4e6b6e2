// Fakes and assertions for tests of the packages above.

export { type ContractCase, expectEqual, expectRejects, expectTrue } from './expect.js'
export { createFakeClock, type FakeClock } from './fake-clock.js'
export { createSeededRandom, type SeededRandom } from './seeded-random.js'
