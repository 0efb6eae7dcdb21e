package coop

import (
	"fmt"
	"strings"
	"testing"
)

func TestTheLastStanceOfAPartyHolds(t *testing.T) {
	for said, want := range map[string]string{
		"1 confirmed":                                            "1 confirmed@1",
		"1 confirmed, 1 contested":                               "1 contested@2",
		"1 confirmed, 2 contested":                               "1 confirmed@1, 2 contested@2",
		"1 confirmed, 1 contested budget":                        "1 confirmed@1, 1 contested budget@2",
		"1 contested budget, 1 contested end":                    "1 contested budget@1, 1 contested end@2",
		"1 contested budget, 1 confirmed budget":                 "1 confirmed budget@2",
		"1 contested budget, 1 confirmed":                        "1 confirmed@2",
		"1 confirmed, 1 contested end, 1 withdrawn end":          "1 confirmed@1",
		"1 contested budget, 2 confirmed, 1 withdrawn":           "2 confirmed@2",
		"1 confirmed, 1 confirmed, 1 withdrawn":                  "",
		"1 withdrawn, 1 confirmed, 2 withdrawn, 2 contested end": "1 confirmed@2, 2 contested end@4",
	} {
		var all []Stance
		for i, one := range strings.Split(said, ", ") {
			words := append(strings.Fields(one), "")
			all = append(all, Stance{Org: OrgID(words[0][0] - '0'), Kind: StanceKind(words[1]), Property: words[2], At: int64(i + 1)})
		}
		var got []string
		for _, s := range Holding(all) {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%d %s %s", s.Org, s.Kind, s.Property))+fmt.Sprintf("@%d", s.At))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %s holds, not %s", said, strings.Join(got, ", "), want)
		}
	}
}

func TestConfirmedIsTheLastConfirmationOfTheWhole(t *testing.T) {
	at, by := Confirmed([]Stance{{Org: 1, Kind: StanceConfirmed, At: 5}, {Org: 2, Kind: StanceConfirmed, At: 9}, {Org: 3, Kind: StanceConfirmed, Property: EndsOn, At: 11}, {Org: 4, Kind: StanceContested, At: 12}})
	if at != 9 || by != 2 {
		t.Errorf("confirmed at %d by %d", at, by)
	}
	if at, _ := Confirmed(nil); at != 0 {
		t.Errorf("nobody confirmed: %d", at)
	}
}
