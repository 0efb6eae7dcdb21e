package refdata

import "testing"

func BenchmarkReadTerritories(b *testing.B) {
	for b.Loop() {
		readTerritories()
	}
}
