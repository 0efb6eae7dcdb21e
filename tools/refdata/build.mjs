// Writes internal/refdata/data from the packages of package-lock.json and the tables beside this file.
// The same packages and tables give the same bytes.
import { mkdirSync, readFileSync, writeFileSync, copyFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { loadPoints } from './lib/points.mjs'
import { readTable, writeTable, withPoints } from './lib/table.mjs'
import { france, middle, summed } from './lib/france.mjs'
import { countries } from './lib/countries.mjs'
import { outlines } from './lib/outlines.mjs'

const here = path => fileURLToPath(new URL(path, import.meta.url))
const out = name => here('../../internal/refdata/data/' + name)
const columns = ['key', 'name', 'level', 'country', 'parent', 'parent_now', 'epci', 'successor', 'codes', 'lat', 'lon',
  'precision', 'from', 'to', 'aliases', 'source', 'population', 'members']

mkdirSync(out(''), { recursive: true })
const points = loadPoints()
const shapes = outlines()
const typed = ['france', 'mali', 'world'].map(name => readTable(here(`tables/${name}.csv`)))
const rows = new Map(countries(points, shapes.middles).concat(france(points, shapes.middles)).map(row => [row.key, row]))
for (const row of typed.flat()) rows.set(row.key, merge(rows.get(row.key), row))
const all = summed(withPoints([...rows.values()], points))
const sources = [...new Set(all.map(row => row.source))].sort()
writeFileSync(out('sources.csv'), writeTable(['key', 'name'], sources.map((name, i) => ({ key: String(i + 1).padStart(3, '0'), name }))))
const numbered = all.map(row => ({ ...row, source: sources.indexOf(row.source) + 1 }))
pack('territories.csv.gz', writeTable(columns, numbered))
pack('outlines.json.gz', JSON.stringify(shapes.rings))
for (const name of ['organisations.csv', 'dac-sectors.csv', 'versions.csv', 'successions.csv']) copyFileSync(here('tables/' + name), out(name))

// A typed row that has a generated one only fills and extends it; codes, aliases and sources are added, the rest replaced.
function merge (made, row) {
  if (!made) return middle(row, shapes.middles)
  const both = { ...made }
  for (const [name, value] of Object.entries(row)) {
    if (value === '') continue
    const joint = { aliases: '|', codes: '|', source: ' ; ' }[name]
    both[name] = joint && made[name] ? [...new Set((made[name] + joint + value).split(joint))].join(joint) : value
  }
  return both
}

// The fixed header keeps the bytes equal on every system.
function pack (name, text) {
  const z = gzipSync(text, { level: 9 })
  z.fill(0, 4, 8)
  z[9] = 255
  writeFileSync(out(name), z)
  console.log(name, text.length, z.length)
}
