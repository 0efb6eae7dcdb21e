package paper

// Style is what a paragraph is in a document: its look is the template's.
type Style int

// Styles, each with a name that word processors know, or that a designer finds in the list of styles.
const (
	Body Style = iota
	Title
	Subtitle
	Heading1
	Heading2
	Heading3
	Caption
	TableHead
	TableText
	Item // of a list
	Note
	Answer
	ContentsTitle
	Contents1
	Contents2
	Contents3
	PageHeader
	PageFooter
	codeStyle // of characters: a Run's Mark
	linkStyle // of characters: a Run's Link
	gridStyle // of tables, in DOCX
	styles    // how many there are
)

// names are those of a style: in a DOCX, by which its identifier is found whatever the language of who made the template,
// and in an ODT.
var names = [styles]struct{ docx, odt string }{
	Body: {"Body Text", "Text_20_body"}, Title: {"Title", "Title"}, Subtitle: {"Subtitle", "Subtitle"},
	Heading1: {"heading 1", "Heading_20_1"}, Heading2: {"heading 2", "Heading_20_2"}, Heading3: {"heading 3", "Heading_20_3"},
	Caption: {"caption", "Caption"}, TableHead: {"Table Heading", "Table_20_Heading"}, TableText: {"Table Contents", "Table_20_Contents"},
	Item: {"List Bullet", "List_20_1"}, Note: {"Note", "Note"}, Answer: {"Answer", "Answer"}, ContentsTitle: {"TOC Heading", "Contents_20_Heading"},
	Contents1: {"toc 1", "Contents_20_1"}, Contents2: {"toc 2", "Contents_20_2"}, Contents3: {"toc 3", "Contents_20_3"},
	PageHeader: {"header", "Header"}, PageFooter: {"footer", "Footer"},
	codeStyle: {"Mark", "Mark"}, linkStyle: {"Hyperlink", "Internet_20_link"}, gridStyle: {"Table Grid", ""},
}

// level is that of a heading; 0 of anything else.
func (s Style) level() int {
	if s >= Heading1 && s <= Heading3 {
		return int(s-Heading1) + 1
	}
	return 0
}
