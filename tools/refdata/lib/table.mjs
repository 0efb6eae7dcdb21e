import { readFileSync } from 'node:fs'

// readTable reads comma-separated values with a header; a quoted value may hold commas and doubled quotes, no newline.
export function readTable (path) {
  const [head, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n').map(fields)
  return lines.map((line, i) => {
    if (line.length !== head.length) throw new Error(`${path}:${i + 2}: ${line.length} values for ${head.length} columns`)
    return Object.fromEntries(head.map((name, j) => [name, line[j]]))
  })
}

function fields (line) {
  const out = []
  for (const [, quoted, bare] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    out.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
  }
  return out
}

// writeTable writes the columns of the rows, sorted by key.
export function writeTable (columns, rows) {
  const sorted = rows.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const lines = sorted.map(row => columns.map(name => quote(String(row[name] ?? ''))).join(','))
  return [columns.join(','), ...lines].join('\n') + '\n'
}

const quote = v => (/[",\n]/.test(v) ? '"' + v.replaceAll('"', '""') + '"' : v)

// withPoints gives a row that names a GeoNames place its point and id, and a row without a point that of the territory
// above it, labelled so.
export function withPoints (rows, points) {
  const byKey = new Map(rows.map(row => [row.key, row]))
  for (const row of rows) {
    if (!row.point) continue
    const p = points.byId.get(row.point)
    if (!p) throw new Error(`${row.key}: no place ${row.point} in the packages`)
    Object.assign(row, { lat: p.lat, lon: p.lon, precision: row.precision || 'own' })
    if (row.precision === 'own' && !/geonames=/.test(row.codes)) row.codes = [row.codes, 'geonames=' + p.id].filter(Boolean).join('|')
  }
  for (const row of rows) if (!row.lat && row.level !== 'country') borrow(row, byKey)
  return rows
}

function borrow (row, byKey) {
  const above = byKey.get(row.parent)
  if (!above) throw new Error(`${row.key}: no territory ${row.parent}`)
  if (!above.lat && above.level !== 'country') borrow(above, byKey)
  if (above.lat) Object.assign(row, { lat: above.lat, lon: above.lon, precision: 'parent' })
}
