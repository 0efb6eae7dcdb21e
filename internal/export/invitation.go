package export

import (
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Invitations are those whom a campaign asks, with how they are reached and their links: a private table, for who holds the
// campaign alone.
func Invitations(list []catalogue.Invited, link func(coop.Invitation) (code, address string)) Sheet {
	return Sheet{Name: "invitations", Says: "les sollicités d’une campagne", Columns: []Column{
		{"invitation", "integer", "numéro de l’invitation", nil}, {"organisation", "string", "nom de qui est sollicité", nil},
		{"organisation_id", "integer", "son identifiant au registre", nil}, {"partenariat", "integer", "identifiant du partenariat dont il s’agit", nil},
		{"cote", "string", "côté du partenariat", nil}, {"region", "string", "région où elle se trouve", nil}, {"genre", "string", "genre d’organisation", nil},
		{"langue", "string", "langue de l’invitation", []string{"fr", "en"}}, {"etape", "string", "où en est la réponse", stageCodes()},
		{"personne", "string", "personne à joindre", nil}, {"courriel", "string", "son adresse électronique", nil}, {"telephone", "string", "son téléphone", nil},
		{"code", "string", "code à saisir", nil}, {"lien", "string", "adresse du questionnaire", nil},
		{"ouvert", "date", "jour où le lien a été ouvert (UTC)", nil}, {"commencee", "date", "jour où la réponse a été commencée (UTC)", nil}, {"recue", "date", "jour où la réponse a été transmise (UTC)", nil},
	}, Rows: rows(list, func(i catalogue.Invited) []any {
		code, address := link(i.Invitation)
		return []any{int64(i.ID), i.Asked, id(i.Org), id(i.Partnership), string(i.Side), i.Region, string(i.Kind), i.Lang, string(i.Stage()), i.Name, i.Email, i.Phone, code, address, dayOf(i.OpenedAt), dayOf(i.BegunAt), dayOf(i.SentAt)}
	})}
}

func stageCodes() []string {
	var out []string
	for _, s := range catalogue.Stages {
		out = append(out, string(s))
	}
	return out
}

// dayOf is the day of an instant (Unix ms), in UTC; nothing for one that has not come.
func dayOf(at int64) any {
	if at == 0 {
		return nil
	}
	return coop.Date(time.UnixMilli(at).UTC().Format(time.DateOnly))
}
