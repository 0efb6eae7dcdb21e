package coop

import "testing"

func TestEveryPartOfAnAuditEntryIsInItsHash(t *testing.T) {
	e := AuditEntry{ID: 1, At: 2, Author: "operator", Why: "a", Changes: `{"b":1}`}
	seen := map[string]bool{e.Chained(""): true}
	for _, other := range []AuditEntry{
		{2, 2, "operator", "a", `{"b":1}`, ""}, {1, 3, "operator", "a", `{"b":1}`, ""}, {1, 2, "operators", "a", `{"b":1}`, ""},
		{1, 2, "operator", "b", `{"b":1}`, ""}, {1, 2, "operator", "a", `{"b":2}`, ""}, {1, 2, "operato", "ra", `{"b":1}`, ""},
	} {
		if h := other.Chained(""); seen[h] {
			t.Errorf("%+v has the hash of another", other)
		} else {
			seen[h] = true
		}
	}
	if seen[e.Chained("x")] {
		t.Error("what came before is not in the hash")
	}
	e.Hash = "y"
	if !seen[e.Chained("")] {
		t.Error("the hash of an entry depends on the hash it has")
	}
}
