package main

import (
	"kafo/internal/refdata"
	"kafo/internal/web"
)

// outlines are the shapes the map draws: every country, and the parts of countries whose outline ships.
func outlines() []web.Outline {
	var list []web.Outline
	for t := range refdata.Territories() {
		if t.Level != "country" && t.Level != "region" && t.Level != "departement" && t.Level != "district" {
			continue
		}
		if rings := refdata.Outline(t.Key); len(rings) > 0 {
			list = append(list, web.Outline{Key: t.Key, Name: t.Name, Rings: rings})
		}
	}
	return list
}
