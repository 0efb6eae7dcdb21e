// Package refdata is the reference data that Kafo ships: territories of France, Mali and the world, bodies that the
// field knows, names of countries, sectors of the DAC, and outlines for maps.
//
// Rows are plain and know nothing of the domain; the store turns those that somebody speaks of into territories of the
// register. data/ is written by tools/refdata from open sources; data/NOTICE names them with their licences.
//
// The data are embedded and read when first asked for; data that cannot be read are a fault of the build and panic.
package refdata
