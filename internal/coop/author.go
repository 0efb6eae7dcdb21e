package coop

// Author is who signs a write: "operator" at the command line, "import:<document>" for an import. (In the field an
// "acteur" is any organisation; whoever writes in the register is therefore called author.)
type Author string

// Operator signs what is decided at the command line.
const Operator Author = "operator"

// Importing signs what an import writes.
func Importing(document string) Author { return Author("import:" + document) }
