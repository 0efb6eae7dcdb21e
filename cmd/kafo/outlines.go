package main

import (
	"maps"

	"kafo/internal/refdata"
	"kafo/internal/web"
)

// outlines are the shapes the map draws: those that ship, or those that an administrator loaded in their place.
func outlines(loaded map[string][][][2]float64) web.Outlines {
	list := web.Outlines(refdata.Outlines())
	maps.DeleteFunc(loaded, func(_ string, rings [][][2]float64) bool { return len(rings) == 0 })
	maps.Copy(list, loaded)
	return list
}
