package main

import (
	"kafo/internal/refdata"
	"kafo/internal/web"
)

// outlines are the shapes the map draws: every country, and the parts of countries whose outline ships or was loaded.
func outlines(loaded map[string][][][2]float64) []web.Outline {
	var list []web.Outline
	for t := range refdata.Territories() {
		if t.Level != "country" && t.Level != "region" && t.Level != "departement" && t.Level != "district" {
			continue
		}
		rings := loaded[t.Key]
		if len(rings) == 0 {
			rings = refdata.Outline(t.Key)
		}
		if len(rings) > 0 {
			list = append(list, web.Outline{Key: t.Key, Name: t.Name, Rings: rings})
		}
	}
	return list
}
