import { createRequire } from 'node:module'
import { middle } from './france.mjs'

const require = createRequire(import.meta.url)
const { fr } = { fr: require('cldr-localenames-full/main/fr/territories.json').main.fr.localeDisplayNames.territories }
const en = require('cldr-localenames-full/main/en/territories.json').main.en.localeDisplayNames.territories
const iso = require('i18n-iso-countries')
const other = { fr: require('i18n-iso-countries/langs/fr.json').countries, en: require('i18n-iso-countries/langs/en.json').countries }

// countries are the codes of ISO 3166-1 with their names: French, then as aliases English and other usual ones. The point
// is the middle of the largest part, or the capital of a country too small for the outlines.
export function countries (points, middles) {
  return Object.entries(iso.getAlpha2Codes()).map(([code, iso3]) => {
    const names = [en[code], fr[code + '-alt-short'], fr[code + '-alt-variant'], other.fr[code], other.en[code]].flat()
    const aliases = [...new Set(names)].filter((n, i) => n && (i === 0 || n !== fr[code]))
    const capital = points.capitals.get(code)
    const row = { key: 'country/' + code, name: fr[code], level: 'country', country: code, codes: 'iso3=' + iso3, aliases: aliases.join('|'),
      source: 'Unicode CLDR 48, i18n-iso-countries 7.14' }
    if (!middles[row.key] && capital) Object.assign(row, { lat: capital.lat, lon: capital.lon, precision: 'seat', source: row.source + ' ; point GeoNames' })
    return middle(row, middles)
  })
}
