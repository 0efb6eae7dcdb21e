import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const read = name => require(`@etalab/decoupage-administratif/data/${name}.json`)
const source = 'INSEE COG, BANATIC, La Poste (decoupage-administratif 6.0.0)'
const geonames = ' ; point GeoNames'
const codes = pairs => Object.entries(pairs).filter(([, v]) => v).map(([k, v]) => `${k}=${v}`).join('|')

// Régions by département that ended with the law 2015-29 on 1 January 2016.
export const before2016 = {
  21: '08 10 51 52', 22: '02 60 80', 23: '27 76', 25: '14 50 61', 26: '21 58 71 89', 31: '59 62', 41: '54 55 57 88',
  42: '67 68', 43: '25 39 70 90', 54: '16 17 79 86', 72: '24 33 40 47 64', 73: '09 12 31 32 46 65 81 82', 74: '19 23 87',
  82: '01 07 26 38 42 69 73 74', 83: '03 15 43 63', 91: '11 30 34 48 66'
}
const oldRegion = new Map(Object.entries(before2016).flatMap(([region, list]) => list.split(' ').map(d => [d, region])))

// france is the régions, départements, communes (former and present) and EPCI of the packages. The point of a commune
// is GeoNames'; that of a région or département the middle of its outline; that of an EPCI its largest commune.
export function france (points, middles) {
  const communes = read('communes')
  const groups = epci(read('epci'), read('ept'))
  const rows = [...read('regions').filter(isRegion).map(r => region(r, middles)), ...read('departements').map(d => departement(d, middles))]
  const was = formerNames(communes)
  const made = communes.map(c => commune(c, points, groups.of, was)).filter(Boolean)
  const byKey = new Map(made.map(row => [row.key, row]))
  const collectivites = rows.filter(row => row.seat)
  for (const row of collectivites) Object.assign(row, at(byKey.get(row.seat), row))
  return rows.concat(made, groups.rows.map(row => seated(row, byKey)))
}

const isRegion = r => r.code.length === 2

function region (r, middles) {
  return middle({ key: `fr/reg/${r.code}`, name: r.nom, level: 'region', country: 'FR', parent: 'country/FR',
    codes: codes({ insee: r.code }), source }, middles)
}

function departement (d, middles) {
  const old = oldRegion.get(d.code)
  const above = d.code.length === 3 && d.code > '974' && d.code !== '976' ? 'country/FR' : `fr/reg/${d.region}`
  return middle({ key: `fr/dep/${d.code}`, name: d.nom, level: above === 'country/FR' ? 'collectivite' : 'departement', country: 'FR',
    seat: above === 'country/FR' && d.chefLieu.startsWith(d.code) ? `fr/com/${d.chefLieu}` : '',
    parent: old ? `fr/reg-2015/${old}` : above, parent_now: old ? above : '', codes: codes({ insee: d.code }), source }, middles)
}

export function middle (row, middles) {
  const at = middles[row.key]
  if (at) Object.assign(row, { lat: at[1], lon: at[0], precision: 'own', source: (row.source ?? '') + ' ; middle of the outline of Natural Earth' })
  return row
}

// formerNames are the names that a commune's own territory had before it was enlarged under another name.
function formerNames (communes) {
  return new Map(communes.filter(c => c.type === 'commune-deleguee' && c.code === c.chefLieu).map(c => [c.code, c.nom]))
}

const levels = { 'commune-actuelle': 'commune', 'commune-deleguee': 'commune déléguée', 'arrondissement-municipal': 'arrondissement' }

// commune is a commune of today, an arrondissement of Paris, Lyon or Marseille, or a former commune that is now a part of
// another; associated communes, which ended decades before 2013, are left out.
function commune (c, points, groupOf, was) {
  if (!levels[c.type] || c.code === c.chefLieu) return null
  const former = was.get(c.code)
  const above = c.chefLieu ?? c.commune
  const p = points.commune(c.code, [c.nom, former ?? c.nom])
  return {
    key: c.type === 'arrondissement-municipal' ? `fr/arm/${c.code}` : `fr/com/${c.code}`, name: c.nom, level: levels[c.type], country: 'FR',
    parent: above ? `fr/com/${above}` : `fr/dep/${c.departement}`, epci: groupOf.get(c.code) ?? '',
    successor: c.type === 'commune-deleguee' ? `fr/com/${above}` : '',
    codes: codes({ insee: c.code, siren: c.siren, postal: c.codesPostaux?.join(' '), 'insee-former': c.anciensCodes?.join(' '), geonames: p?.id }),
    lat: p?.lat, lon: p?.lon, precision: p ? 'own' : '', aliases: former && former !== c.nom ? former : '',
    source: source + (p ? geonames : ''), population: c.population
  }
}

function epci (list, territories) {
  const of = new Map()
  const rows = list.concat(territories).map(e => {
    for (const m of e.membres) if (!of.has(m.code) || e.type === 'EPT') of.set(m.code, `fr/epci/${e.code}`)
    const first = e.membres.toSorted((a, b) => b.populationTotale - a.populationTotale)[0].code
    return { key: `fr/epci/${e.code}`, name: e.nom, level: 'epci', country: 'FR', seat: `fr/com/${first}`, codes: codes({ siren: e.code }),
      members: e.membres.length, source, population: e.populationMunicipale || e.membres.reduce((sum, m) => sum + m.populationMunicipale, 0) }
  })
  return { rows, of }
}

// seated places an EPCI in the département, and at the point, of its most populous commune.
function seated ({ seat, ...row }, byKey) {
  const c = byKey.get(seat)
  return { ...row, parent: c.parent, ...at(c, row) }
}

const at = (c, row) => (c.lat ? { lat: c.lat, lon: c.lon, precision: 'seat', source: row.source + geonames } : {})

// summed gives the French départements and régions the inhabitants of their communes.
export function summed (rows) {
  const total = new Map()
  const add = (key, n) => total.set(key, (total.get(key) ?? 0) + n)
  for (const r of rows) if (r.level === 'commune' && r.country === 'FR') add(r.parent, r.population ?? 0)
  const departements = rows.filter(r => r.level === 'departement')
  for (const r of departements) for (const key of [r.parent, r.parent_now].filter(Boolean)) add(key, total.get(r.key) ?? 0)
  for (const r of rows) if (['departement', 'region', 'collectivite'].includes(r.level) && total.has(r.key)) r.population = total.get(r.key)
  return rows
}
