package export

import (
	"slices"
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/format/paper"
	"kafo/internal/i18n"
)

// overview prints what was counted: sentences, the money, charts; then the host's comment.
func (b *binder) overview() {
	c := b.e.Counted
	b.chapter(b.t("edition.overview"), "apercu")
	b.says(paper.Body, b.t("edition.totals", c.Fiches, c.Partnerships, c.Holders, c.Partners, c.Actions))
	group := ""
	var items [][]paper.Run
	flush := func() {
		if len(items) > 0 {
			b.List(items...)
		}
		items = nil
	}
	for _, f := range c.Figures {
		if f.Key == "" || f.Group == catalogue.FigureMoney {
			continue
		}
		if f.Group != group {
			flush()
			group = f.Group
			b.says(paper.Heading2, b.Lang.Or("overview.group."+group, b.t("overview.group.other")))
		}
		items = append(items, b.sentence(f))
	}
	flush()
	b.money(c.Money)
	b.drawn()
	for _, group := range []string{"region", "decade", "document", "theme"} {
		b.chart(group)
	}
	if b.e.Comment != "" {
		b.says(paper.Heading2, b.t("edition.comment"))
		b.words(b.e.Comment)
	}
}

// drawn prints the map, and says of how many partnerships it has nothing to show.
func (b *binder) drawn() {
	picture, shown, places := mapPicture(b.Outlines, b.links)
	if len(b.links) == 0 {
		return
	}
	b.says(paper.Heading2, b.t("recueil.map"))
	if picture != nil {
		said := b.t("recueil.map.alt", shown, places)
		b.Paragraph(paper.Paragraph{Style: paper.Body, Image: &paper.Image{Data: picture, Width: 165, Alt: said}})
		b.says(paper.Caption, said)
	}
	if rest := len(b.links) - shown; rest > 0 {
		b.says(paper.Note, b.t("recueil.map.rest", rest))
	}
}

// sentence is a figure in words, which leads to the list of its fiches.
func (b *binder) sentence(f catalogue.EditionFigure) []paper.Run {
	out := []paper.Run{{Text: b.t(f.Key, f.Count, f.Of), Link: b.list(f)}}
	if f.Words {
		out = append(out, paper.Run{Text: " (" + b.t("overview.words") + ")", Italic: true})
	}
	return out
}

func (b *binder) list(f catalogue.EditionFigure) string { return b.address("/chiffres/" + f.Ref()) }

// money prints what the amounts of the fiches come to, and what was left out.
func (b *binder) money(m catalogue.MoneyFigures) {
	if m.Lines == 0 {
		return
	}
	b.says(paper.Heading2, b.t("money.title"))
	i := slices.IndexFunc(b.e.Counted.Figures, func(f catalogue.EditionFigure) bool { return f.Group == catalogue.FigureMoney })
	items := [][]paper.Run{}
	if i >= 0 {
		items = append(items, b.sentence(b.e.Counted.Figures[i]))
	}
	for _, x := range []struct {
		key   string
		euros int64
	}{{"money.stated", m.Stated}, {"money.once", m.Once}, {"money.left", m.Left}} {
		items = append(items, paper.Text(b.t("recueil.amount", b.t(x.key), b.Lang.Money(x.euros, "EUR"))))
	}
	for _, r := range m.Reasons {
		items = append(items, paper.Text(b.t("recueil.amount", b.t("money.kind_of."+string(r.Kind)), b.Lang.Money(r.Euros, "EUR"))))
	}
	for _, x := range m.Unknown {
		items = append(items, paper.Text(b.t("money.no_rate", b.Lang.Money(x.Cents, x.Currency))))
	}
	b.List(items...)
}

// longestBar is in millimetres.
const longestBar = 60

// chart prints the bars of a group, the longest in full.
func (b *binder) chart(group string) {
	var bars []catalogue.EditionFigure
	most := 1
	for _, f := range b.e.Counted.Figures {
		if f.Key == "" && f.Group == group {
			bars, most = append(bars, f), max(most, f.Count)
		}
	}
	if len(bars) == 0 {
		return
	}
	top := slices.MaxFunc(bars, func(x, y catalogue.EditionFigure) int { return x.Count - y.Count })
	b.says(paper.Heading2, i18n.Capital(b.t("edition.chart.finding", b.label(top), top.Count, b.e.Counted.Fiches)))
	b.says(paper.Caption, b.t("edition.chart."+group+".what", b.e.Counted.Fiches))
	b.Table(paper.Table{
		Name: b.t("edition.chart." + group + ".of"), Widths: []int{40, 38, 11, 11},
		Head: [][]paper.Cell{{paper.Head(b.t("edition.chart." + group + ".of")), paper.Head(b.t("chart.bar")), paper.Head(b.t("edition.chart.unit")), paper.Head(b.t("chart.share"))}},
		Rows: func(yield func([]paper.Cell) bool) {
			for _, f := range bars {
				if !yield(b.bar(f, most)) {
					return
				}
			}
		},
	})
}

func (b *binder) bar(f catalogue.EditionFigure, most int) []paper.Cell {
	name := paper.Paragraph{Style: paper.TableText, Runs: []paper.Run{{Text: b.label(f), Link: b.list(f)}}}
	drawn := paper.Paragraph{Style: paper.TableText}
	if wide := longestBar * f.Count / most; wide > 0 {
		drawn.Image = &paper.Image{Data: barPicture(wide), Width: wide}
	}
	return []paper.Cell{{Paragraphs: []paper.Paragraph{name}}, {Paragraphs: []paper.Paragraph{drawn}}, paper.Said(strconv.Itoa(f.Count)), paper.Said(b.Lang.Percent(f.Count, f.Of))}
}

// label names a bar.
func (b *binder) label(f catalogue.EditionFigure) string {
	switch {
	case f.Label != "":
		return f.Label
	case f.Group == "theme" && f.Value == catalogue.NotStated:
		return b.t("edition.theme.none")
	case f.Group == "theme":
		theme, _ := coop.ThemeByCode(f.Value)
		if b.Lang == "en" {
			return theme.English
		}
		return theme.French
	}
	return b.Lang.Or("agreement."+f.Value, f.Value)
}

// annexed says whether there is anything to annex.
func (b *binder) annexed() bool {
	return len(b.funds)+len(b.e.Coming) > 0 || b.e.Before != nil || b.BaseURL != ""
}

// annexes are the donors of funds, what changed, what is to come, and where each fiche is found.
func (b *binder) annexes() {
	b.chapter(b.t("recueil.annexes"), "annexes")
	for _, f := range b.funds {
		b.says(paper.Heading2, f.Title)
		b.table(f.Title, []int{70, 30}, []string{b.t("recueil.donor"), b.t("recueil.gift")}, func(yield func([]paper.Cell) bool) {
			for _, d := range f.Body.Donations {
				if !yield([]paper.Cell{paper.Said(d.Donor), paper.Said(b.Lang.Money(int64(d.Eur*100+0.5), "EUR"))}) {
					return
				}
			}
		})
	}
	b.changes()
	if len(b.e.Coming) > 0 {
		b.says(paper.Heading2, b.t("recueil.coming"))
		var items [][]paper.Run
		for _, c := range b.e.Coming {
			items = append(items, paper.Text(b.sectionName(c.Section)+" – "+c.Title))
		}
		b.List(items...)
	}
	if b.BaseURL != "" {
		b.addresses()
	}
}

func (b *binder) table(name string, widths []int, heads []string, rows func(func([]paper.Cell) bool)) {
	cells := make([]paper.Cell, len(heads))
	for i, h := range heads {
		cells[i] = paper.Head(h)
	}
	b.Table(paper.Table{Name: name, Widths: widths, Head: [][]paper.Cell{cells}, Rows: rows})
}

// changes lists what is new since the former edition.
func (b *binder) changes() {
	if b.e.Before == nil {
		return
	}
	b.says(paper.Heading2, b.t("edition.changes", b.Lang.Date(string(b.e.Before.Date))))
	var items [][]paper.Run
	for _, f := range b.e.Fiches {
		if f.Mark != coop.FicheSame && f.Gone == catalogue.FicheThere {
			items = append(items, []paper.Run{{Text: b.heading(f), Link: "#" + ficheMark(f.ID)}})
		}
	}
	if len(items) == 0 {
		b.says(paper.Body, b.t("edition.changes.none"))
		return
	}
	b.List(items...)
}

// addresses say where each fiche is found with its source.
func (b *binder) addresses() {
	b.says(paper.Heading2, b.t("recueil.addresses"))
	b.table(b.t("recueil.addresses"), []int{45, 55}, []string{b.t("records.what"), b.t("recueil.address")}, func(yield func([]paper.Cell) bool) {
		for _, f := range b.e.Fiches {
			if f.Gone != catalogue.FicheThere {
				continue
			}
			to := b.site("/releves/" + strconv.FormatInt(int64(f.ID), 10))
			cell := paper.Cell{Paragraphs: []paper.Paragraph{{Style: paper.TableText, Runs: []paper.Run{{Text: to, Link: to}}}}}
			if !yield([]paper.Cell{paper.Said(f.Title), cell}) {
				return
			}
		}
	})
}
